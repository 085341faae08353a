// mount.nfs SERVER:/FOLDER PLACE [-o OPTIONS]: mounts a folder of an NFS server by FUSE, for kernels that
// have no NFS client. It speaks version 3 over TCP, whatever version the options ask for. Locks are those
// of the machine: the server is not asked for any. There are no symbolic links.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"github.com/willscott/go-nfs-client/nfs"
)

// The variable that tells the process which stays that it is the one.
const stays = "PRESSWRIGHT_MOUNT_STAYS"

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "mount.nfs SERVER:/FOLDER PLACE [-o OPTIONS]")
		os.Exit(64)
	}
	run := leave
	if os.Getenv(stays) != "" {
		run = stay
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "mount.nfs:", err)
		os.Exit(32)
	}
}

// leave starts the process that stays, and ends when the folder is mounted: mount(8) waits for it.
func leave(string, string, []string) error {
	said, says, err := os.Pipe()
	if err != nil {
		return err
	}
	log, err := os.OpenFile("/var/log/mount.nfs.log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	child := exec.Command("/proc/self/exe", os.Args[1:]...)
	child.Env = append(os.Environ(), stays+"=yes")
	child.Stderr = log
	child.ExtraFiles = []*os.File{says}
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := child.Start(); err != nil {
		return err
	}
	says.Close()
	answer, err := io.ReadAll(said)
	if err != nil {
		return err
	}
	if string(answer) != "mounted" {
		return errors.New("it did not mount: " + string(answer))
	}
	return nil
}

func stay(source, place string, options []string) error {
	says := os.NewFile(3, "says")
	address, folder, found := strings.Cut(source, ":")
	if !found {
		fmt.Fprint(says, source, " is not SERVER:/FOLDER")
		return errors.New(source + " is not SERVER:/FOLDER")
	}
	server, root, err := mount(address, folder)
	if err != nil {
		fmt.Fprint(says, err)
		return err
	}
	// What NFS calls acregmin: another machine's change is seen within a second.
	fresh := time.Second
	mountOptions := fuse.MountOptions{AllowOther: true, DirectMount: true, FsName: source, Name: "nfs", MaxWrite: 128 << 10}
	for _, option := range options {
		if slices.Contains(strings.Split(option, ","), "ro") {
			mountOptions.Options = append(mountOptions.Options, "ro")
		}
	}
	mounted, err := fs.Mount(place, &node{server: server, handle: root}, &fs.Options{EntryTimeout: &fresh, AttrTimeout: &fresh, MountOptions: mountOptions})
	if err != nil {
		fmt.Fprint(says, err)
		return err
	}
	fmt.Fprint(says, "mounted")
	says.Close()
	mounted.Wait()
	return nil
}

// node is a file or a folder.
type node struct {
	fs.Inode
	server *server
	handle handle
}

// opened is an open file. What the kernel writes later, out of memory that a program shares with the file, it
// writes in nobody's name: it is the opener's.
type opened struct{ by caller }

func whose(ctx context.Context, file fs.FileHandle) caller {
	if open, ours := file.(*opened); ours {
		return open.by
	}
	return who(ctx)
}

func who(ctx context.Context) caller {
	if asks, known := fuse.FromContext(ctx); known {
		return caller{asks.Uid, asks.Gid, groups(asks.Pid)}
	}
	return caller{}
}

// groups are the further groups of a process, which the kernel does not hand over (proc(5)).
func groups(pid uint32) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(string(status), "\n") {
		if rest, found := strings.CutPrefix(line, "Groups:"); found {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

func fill(from *nfs.Fattr, to *fuse.Attr) {
	kinds := map[uint32]uint32{nfs.NF3Dir: syscall.S_IFDIR, nfs.NF3Lnk: syscall.S_IFLNK, nfs.NF3Sock: syscall.S_IFSOCK, nfs.NF3FIFO: syscall.S_IFIFO}
	kind, special := kinds[from.Type]
	if !special {
		kind = syscall.S_IFREG
	}
	to.Ino, to.Size, to.Nlink = from.Fileid, from.Filesize, from.Nlink
	to.Mode = kind | from.FileMode&07777
	to.Uid, to.Gid = from.UID, from.GID
	to.Atime, to.Mtime, to.Ctime = uint64(from.Atime.Seconds), uint64(from.Mtime.Seconds), uint64(from.Ctime.Seconds)
	to.Atimensec, to.Mtimensec, to.Ctimensec = from.Atime.Nseconds, from.Mtime.Nseconds, from.Ctime.Nseconds
	to.Blocks = (from.Used + 511) / 512
}

func (n *node) Getattr(ctx context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	attributes, errno := n.server.attributes(who(ctx), n.handle)
	if errno == 0 {
		fill(attributes, &out.Attr)
	}
	return errno
}

func (n *node) Statfs(ctx context.Context, out *fuse.StatfsOut) syscall.Errno {
	room, errno := n.server.room(who(ctx), n.handle)
	if errno != 0 {
		return errno
	}
	const block = 4096
	out.Bsize, out.Frsize, out.NameLen = block, block, 255
	out.Blocks, out.Bfree, out.Bavail = room.Bytes/block, room.FreeBytes/block, room.OurBytes/block
	out.Files, out.Ffree = room.Files, room.FreeFiles
	return 0
}

func (n *node) Setattr(ctx context.Context, file fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	var new nfs.Sattr3
	if mode, set := in.GetMode(); set {
		new = withMode(mode)
	}
	if uid, set := in.GetUID(); set {
		new.UID = nfs.SetUID{SetIt: true, UID: uid}
	}
	if gid, set := in.GetGID(); set {
		new.GID = nfs.SetUID{SetIt: true, UID: gid}
	}
	if size, set := in.GetSize(); set {
		new.Size = nfs.SetSize{SetIt: true, Size: size}
	}
	if time, set := in.GetMTime(); set {
		new.Mtime = nfs.SetTime{SetIt: nfs.SetToClientTime, Time: nfs.NFS3Time{Seconds: uint32(time.Unix()), Nseconds: uint32(time.Nanosecond())}}
	}
	if errno := n.server.change(who(ctx), n.handle, new); errno != 0 {
		return errno
	}
	return n.Getattr(ctx, file, out)
}

func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	handle, attributes, errno := n.server.lookUp(who(ctx), n.handle, name)
	if errno != 0 {
		return nil, errno
	}
	fill(attributes, &out.Attr)
	stable := fs.StableAttr{Mode: out.Attr.Mode & syscall.S_IFMT, Ino: attributes.Fileid}
	return n.NewInode(ctx, &node{server: n.server, handle: handle}, stable), 0
}

func (n *node) Readdir(ctx context.Context) (fs.DirStream, syscall.Errno) {
	entries, errno := n.server.entries(who(ctx), n.handle)
	if errno != 0 {
		return nil, errno
	}
	var list []fuse.DirEntry
	for _, entry := range entries {
		if entry.FileName == "." || entry.FileName == ".." {
			continue
		}
		mode := uint32(syscall.S_IFREG)
		if entry.Attr.IsSet && entry.Attr.Attr.Type == nfs.NF3Dir {
			mode = syscall.S_IFDIR
		}
		list = append(list, fuse.DirEntry{Name: entry.FileName, Mode: mode, Ino: entry.FileId})
	}
	return fs.NewListDirStream(list), 0
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	if errno := n.server.create(who(ctx), n.handle, name, mode, flags&syscall.O_EXCL != 0); errno != 0 {
		return nil, nil, 0, errno
	}
	child, errno := n.Lookup(ctx, name, out)
	return child, &opened{who(ctx)}, 0, errno
}

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if errno := n.server.makeFolder(who(ctx), n.handle, name, mode); errno != 0 {
		return nil, errno
	}
	return n.Lookup(ctx, name, out)
}

func (n *node) Open(ctx context.Context, _ uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return &opened{who(ctx)}, 0, 0
}

func (n *node) Read(ctx context.Context, file fs.FileHandle, into []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	count, errno := n.server.read(whose(ctx, file), n.handle, into, uint64(offset))
	return fuse.ReadResultData(into[:count]), errno
}

func (n *node) Write(ctx context.Context, file fs.FileHandle, data []byte, offset int64) (uint32, syscall.Errno) {
	count, errno := n.server.write(whose(ctx, file), n.handle, data, uint64(offset))
	return uint32(count), errno
}

func (n *node) Fsync(ctx context.Context, file fs.FileHandle, _ uint32) syscall.Errno {
	// What is in a folder is on the server's disk once the server has answered (RFC 1813, 4.8).
	if n.IsDir() {
		return 0
	}
	return n.server.commit(whose(ctx, file), n.handle)
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	return n.server.remove(who(ctx), nfs.NFSProc3Remove, n.handle, name)
}

func (n *node) Rmdir(ctx context.Context, name string) syscall.Errno {
	return n.server.remove(who(ctx), nfs.NFSProc3RmDir, n.handle, name)
}

func (n *node) Rename(ctx context.Context, old string, folder fs.InodeEmbedder, name string, flags uint32) syscall.Errno {
	to, ours := folder.(*node)
	if !ours || flags != 0 {
		return syscall.EINVAL
	}
	return n.server.rename(who(ctx), n.handle, old, to.handle, name)
}

func (n *node) Link(ctx context.Context, target fs.InodeEmbedder, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	file, ours := target.(*node)
	if !ours {
		return nil, syscall.EXDEV
	}
	if errno := n.server.link(who(ctx), file.handle, n.handle, name); errno != 0 {
		return nil, errno
	}
	return n.Lookup(ctx, name, out)
}
