package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/willscott/go-nfs-client/nfs"
	"github.com/willscott/go-nfs-client/nfs/rpc"
	"github.com/willscott/go-nfs-client/nfs/xdr"
)

// handle is how the server knows a file.
type handle []byte

// caller is who asks, with its further groups, up to sixteen (RFC 5531, appendix A), as text with a blank between
// them. The server decides what it may do, as it does for the kernel's client.
type caller struct {
	uid, gid uint32
	others   string
}

const mostGroups = 16

// server answers the procedures of NFS version 3 (RFC 1813). The connection is made again, and what was
// asked is asked again, when it breaks.
type server struct {
	connection *rpc.Client
	hostname   string
	largest    uint32

	mutex       sync.Mutex
	credentials map[caller]rpc.Auth
}

const (
	procedureLink = 15
	procedureRoom = 18
	unstable      = 0
	guarded       = 1
	// What a broken connection may cost before the caller is told: an NFS mount is "hard", it waits.
	patience = 360
)

func (s *server) credential(who caller) rpc.Auth {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	auth, known := s.credentials[who]
	if !known {
		var others []uint32
		for _, text := range strings.Fields(who.others) {
			if group, err := strconv.ParseUint(text, 10, 32); err == nil && len(others) < mostGroups {
				others = append(others, uint32(group))
			}
		}
		body := struct {
			Stamp    uint32
			Machine  string
			Uid, Gid uint32
			Others   uint32
		}{Machine: s.hostname, Uid: who.uid, Gid: who.gid, Others: uint32(len(others))}
		buffer := new(writer)
		_ = xdr.Write(buffer, body)
		for _, group := range others {
			_ = xdr.Write(buffer, group)
		}
		auth = rpc.Auth{Flavor: 1, Body: buffer.bytes}
		s.credentials[who] = auth
	}
	return auth
}

type writer struct{ bytes []byte }

func (w *writer) Write(part []byte) (int, error) {
	w.bytes = append(w.bytes, part...)
	return len(part), nil
}

// call asks one procedure. What it answers is read into result, unless that is nil.
func (s *server) call(who caller, procedure uint32, arguments, result any) (io.Reader, syscall.Errno) {
	question := struct {
		rpc.Header
		Arguments any
	}{rpc.Header{Rpcvers: 2, Prog: nfs.Nfs3Prog, Vers: nfs.Nfs3Vers, Proc: procedure, Cred: s.credential(who), Verf: rpc.AuthNull}, arguments}
	for try := 0; ; try++ {
		answer, err := s.connection.Call(&question)
		if err != nil {
			if try == patience {
				return nil, syscall.EIO
			}
			continue
		}
		status, err := xdr.ReadUint32(answer)
		if err != nil {
			return nil, syscall.EIO
		}
		// The numbers of NFS version 3 below 10000 are those of Unix (RFC 1813, 2.6).
		if status >= 10000 {
			return nil, syscall.EREMOTEIO
		}
		if status != 0 {
			return nil, syscall.Errno(status)
		}
		if result != nil && xdr.Read(answer, result) != nil {
			return nil, syscall.EIO
		}
		return answer, 0
	}
}

func (s *server) attributes(who caller, file handle) (*nfs.Fattr, syscall.Errno) {
	result := new(nfs.Fattr)
	_, errno := s.call(who, nfs.NFSProc3GetAttr, struct{ File []byte }{file}, result)
	return result, errno
}

func (s *server) change(who caller, file handle, attributes nfs.Sattr3) syscall.Errno {
	arguments := struct {
		File    []byte
		New     nfs.Sattr3
		Guarded uint32
	}{file, attributes, 0}
	_, errno := s.call(who, nfs.NFSProc3SetAttr, arguments, nil)
	return errno
}

func (s *server) lookUp(who caller, folder handle, name string) (handle, *nfs.Fattr, syscall.Errno) {
	var result struct {
		File []byte
		Attr nfs.PostOpAttr
	}
	if _, errno := s.call(who, nfs.NFSProc3Lookup, nfs.Diropargs3{FH: folder, Filename: name}, &result); errno != 0 {
		return nil, nil, errno
	}
	if result.Attr.IsSet {
		return result.File, &result.Attr.Attr, 0
	}
	attributes, errno := s.attributes(who, result.File)
	return result.File, attributes, errno
}

func (s *server) create(who caller, folder handle, name string, mode uint32, exclusive bool) syscall.Errno {
	how := uint32(0)
	if exclusive {
		how = guarded
	}
	arguments := struct {
		Where nfs.Diropargs3
		How   uint32
		New   nfs.Sattr3
	}{nfs.Diropargs3{FH: folder, Filename: name}, how, withMode(mode)}
	_, errno := s.call(who, nfs.NFSProc3Create, arguments, nil)
	return errno
}

func (s *server) makeFolder(who caller, folder handle, name string, mode uint32) syscall.Errno {
	arguments := struct {
		Where nfs.Diropargs3
		New   nfs.Sattr3
	}{nfs.Diropargs3{FH: folder, Filename: name}, withMode(mode)}
	_, errno := s.call(who, nfs.NFSProc3Mkdir, arguments, nil)
	return errno
}

func withMode(mode uint32) nfs.Sattr3 {
	return nfs.Sattr3{Mode: nfs.SetMode{SetIt: true, Mode: mode & 07777}}
}

func (s *server) remove(who caller, procedure uint32, folder handle, name string) syscall.Errno {
	_, errno := s.call(who, procedure, nfs.Diropargs3{FH: folder, Filename: name}, nil)
	return errno
}

func (s *server) rename(who caller, from handle, old string, to handle, name string) syscall.Errno {
	arguments := struct{ From, To nfs.Diropargs3 }{nfs.Diropargs3{FH: from, Filename: old}, nfs.Diropargs3{FH: to, Filename: name}}
	_, errno := s.call(who, nfs.NFSProc3Rename, arguments, nil)
	return errno
}

func (s *server) link(who caller, file, folder handle, name string) syscall.Errno {
	arguments := struct {
		File []byte
		Link nfs.Diropargs3
	}{file, nfs.Diropargs3{FH: folder, Filename: name}}
	_, errno := s.call(who, procedureLink, arguments, nil)
	return errno
}

func (s *server) read(who caller, file handle, into []byte, offset uint64) (int, syscall.Errno) {
	total := 0
	for total < len(into) {
		arguments := struct {
			File   []byte
			Offset uint64
			Count  uint32
		}{file, offset + uint64(total), min(uint32(len(into)-total), s.largest)}
		var result struct {
			Attr   nfs.PostOpAttr
			Count  uint32
			End    uint32
			Length uint32
		}
		answer, errno := s.call(who, nfs.NFSProc3Read, arguments, &result)
		if errno != 0 {
			return total, errno
		}
		count, err := io.ReadFull(answer, into[total:total+int(result.Length)])
		if err != nil {
			return total, syscall.EIO
		}
		total += count
		if result.End != 0 || count == 0 {
			break
		}
	}
	return total, 0
}

// write leaves when the data comes to the disk to the server, until commit asks for it.
func (s *server) write(who caller, file handle, data []byte, offset uint64) (int, syscall.Errno) {
	total := 0
	for total < len(data) {
		part := data[total : total+int(min(uint32(len(data)-total), s.largest))]
		arguments := struct {
			File   []byte
			Offset uint64
			Count  uint32
			How    uint32
			Data   []byte
		}{file, offset + uint64(total), uint32(len(part)), unstable, part}
		var result struct {
			Wcc   nfs.WccData
			Count uint32
		}
		if _, errno := s.call(who, nfs.NFSProc3Write, arguments, &result); errno != 0 {
			return total, errno
		}
		if result.Count == 0 {
			return total, syscall.EIO
		}
		total += int(result.Count)
	}
	return total, 0
}

func (s *server) commit(who caller, file handle) syscall.Errno {
	arguments := struct {
		File   []byte
		Offset uint64
		Count  uint32
	}{File: file}
	_, errno := s.call(who, nfs.NFSProc3Commit, arguments, nil)
	return errno
}

// room is what a file system has: bytes and files, all of them and what is free of them.
type room struct {
	Attr                                                   nfs.PostOpAttr
	Bytes, FreeBytes, OurBytes, Files, FreeFiles, OurFiles uint64
}

func (s *server) room(who caller, root handle) (*room, syscall.Errno) {
	result := new(room)
	_, errno := s.call(who, procedureRoom, struct{ Root []byte }{root}, result)
	return result, errno
}

func (s *server) entries(who caller, folder handle) ([]nfs.EntryPlus, syscall.Errno) {
	var entries []nfs.EntryPlus
	var cookie, verifier uint64
	for {
		arguments := struct {
			Folder           []byte
			Cookie, Verifier uint64
			Count, Largest   uint32
		}{folder, cookie, verifier, 16384, 65536}
		var head struct {
			Attr     nfs.PostOpAttr
			Verifier uint64
		}
		answer, errno := s.call(who, nfs.NFSProc3ReadDirPlus, arguments, &head)
		if errno != 0 {
			return nil, errno
		}
		before := len(entries)
		for {
			var next struct {
				IsSet bool          `xdr:"union"`
				Entry nfs.EntryPlus `xdr:"unioncase=1"`
			}
			if xdr.Read(answer, &next) != nil {
				return nil, syscall.EIO
			}
			if !next.IsSet {
				break
			}
			cookie = next.Entry.Cookie
			entries = append(entries, next.Entry)
		}
		var end bool
		if xdr.Read(answer, &end) != nil {
			return nil, syscall.EIO
		}
		if end || len(entries) == before {
			return entries, 0
		}
		verifier = head.Verifier
	}
}

// mount asks the server for the folder that it exports.
func mount(address, folder string) (*server, handle, error) {
	hostname, err := os.Hostname()
	if err != nil {
		return nil, nil, err
	}
	dialled, err := nfs.DialMount(address, 0)
	if err != nil {
		return nil, nil, err
	}
	defer dialled.Close()
	// Not by the library's own Mount: it looks the folder up, which a squashed root may not do.
	root, err := mountedFolder(dialled.Client, folder, rpc.NewAuthUnix(hostname, 0, 0).Auth())
	if err != nil {
		return nil, nil, err
	}
	connection, err := nfs.DialService(address, rpc.Mapping{Prog: nfs.Nfs3Prog, Vers: nfs.Nfs3Vers, Prot: rpc.IPProtoTCP})
	if err != nil {
		return nil, nil, err
	}
	return &server{connection: connection, hostname: hostname, largest: 128 << 10, credentials: map[caller]rpc.Auth{}}, root, nil
}

func mountedFolder(connection *rpc.Client, folder string, auth rpc.Auth) (handle, error) {
	question := struct {
		rpc.Header
		Folder string
	}{rpc.Header{Rpcvers: 2, Prog: nfs.MountProg, Vers: nfs.MountVers, Proc: nfs.MountProc3MNT, Cred: auth, Verf: rpc.AuthNull}, folder}
	answer, err := connection.Call(&question)
	if err != nil {
		return nil, err
	}
	status, err := xdr.ReadUint32(answer)
	if err != nil {
		return nil, err
	}
	// As with NFS itself, the numbers are those of Unix (RFC 1813, 5.1.5).
	if status != 0 {
		return nil, fmt.Errorf("the server does not let %s be mounted: %w", folder, syscall.Errno(status))
	}
	return xdr.ReadOpaque(answer)
}
