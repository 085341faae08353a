//! How a bundle is made: in pieces that need nothing of each other, so that several hands can make them.

use super::archive::{Packed, Packer};
use super::checksum::{self, Sum};
use super::{Bundle, kustomization, resource, runbook};
use crate::drawing::{Drawing, Shape, busy, svg};
use crate::file::File;
use crate::hands::Hands;
use crate::manifest::{Maker, Object};
use crate::provision::{self, Unprovided};
use crate::rules::Approved;
use std::cmp::Reverse;

/// What is made of each file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    /// Its checksum.
    Sums,
    /// What stands in a zip, too.
    Zip,
}

/// A bundle, and its files as they stand in a zip, if they were asked for.
pub(super) struct Made {
    pub(super) bundle: Bundle,
    pub(super) packed: Vec<Packed>,
}

/// What needs nothing but the design.
enum First {
    Manifests(usize),
    Picture,
}

/// What comes then: what names objects, and the sums of what is there.
enum Second {
    Runbook,
    Scripts,
    Made(File),
}

/// A file with what is made of it.
pub(super) struct Done {
    sum: Sum,
    packed: Option<Packed>,
}

impl Done {
    pub(super) fn with(packer: &mut Option<Packer>, file: &File) -> Self {
        Self { sum: Sum::of(file), packed: packer.as_mut().map(|packer| packer.pack(file)) }
    }
}

/// Makes it all.
pub(super) fn make(
    hands: &impl Hands,
    approved: &Approved,
    with: With,
) -> Result<Made, Unprovided> {
    let maker = Maker::of(approved);
    // What takes longest is begun first: the tiers with most to say are in the second half.
    let pieces: Vec<First> =
        (0..Maker::FILES).rev().map(First::Manifests).chain([First::Picture]).collect();
    let made = hands.each(
        &pieces,
        || (),
        |(), piece| match piece {
            First::Manifests(place) => maker.file(*place),
            First::Picture => Some((picture(approved), Vec::new())),
        },
    );
    let mut objects = Vec::new();
    let mut pieces = Vec::new();
    let mut manifests = Vec::new();
    for (file, mut more) in made.into_iter().rev().flatten() {
        if !more.is_empty() {
            manifests.push(file.path.clone());
        }
        objects.append(&mut more);
        pieces.push(Second::Made(file));
    }
    pieces.extend([Second::Scripts, Second::Runbook]);
    pieces.sort_by_key(|piece| {
        Reverse(match piece {
            Second::Runbook | Second::Scripts => usize::MAX,
            Second::Made(file) => file.bytes.len(),
        })
    });
    let done = hands.each(
        &pieces,
        || (with == With::Zip).then(Packer::new),
        |packer, piece| {
            let files = match piece {
                Second::Made(file) => return Ok((Vec::new(), vec![Done::with(packer, file)])),
                Second::Runbook => vec![runbook::runbook(approved, &objects)],
                Second::Scripts => scripts(approved, &objects, &manifests)?,
            };
            let done = files.iter().map(|file| Done::with(packer, file)).collect();
            Ok((files, done))
        },
    );
    let mut files = Vec::new();
    for (piece, done) in pieces.into_iter().zip(done) {
        let (mut more, done) = done?;
        if let Second::Made(file) = piece {
            more.push(file);
        }
        files.extend(more.into_iter().zip(done));
    }
    Ok(sealed(approved.design().name.as_str(), files, objects, with))
}

/// The files in order, with their checksums.
pub(super) fn sealed(
    name: &str,
    mut files: Vec<(File, Done)>,
    objects: Vec<Object>,
    with: With,
) -> Made {
    files.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    let sums = checksum::sums(files.iter().map(|(file, done)| (file, done.sum)));
    let place = files.partition_point(|(file, _)| file.path < sums.path);
    let packed = (with == With::Zip).then(|| Packed::stored(&sums.bytes));
    let sum = Sum::of(&sums);
    files.insert(place, (sums, Done { sum, packed }));
    let (files, packed): (Vec<_>, Vec<_>) =
        files.into_iter().map(|(file, done)| (file, done.packed)).unzip();
    let packed = packed.into_iter().flatten().collect();
    Made { bundle: Bundle { name: name.to_owned(), files, objects }, packed }
}

/// The person's text, what kubectl reads first, the scripts and their data.
fn scripts(
    approved: &Approved,
    objects: &[Object],
    manifests: &[String],
) -> Result<Vec<File>, Unprovided> {
    let mut files =
        vec![File::text("design.yaml", approved.text()), kustomization::kustomization(manifests)];
    files.extend(provision::files(approved, &resource::namespaced(objects))?);
    Ok(files)
}

/// The drawing, with words for those who do not see it.
fn picture(approved: &Approved) -> File {
    let (design, topology) = (approved.design(), approved.topology());
    let (shown, left_out) = busy(design, topology);
    let drawing = Drawing::of(design, &shown, Shape::Wide).linked(design, &shown);
    let idle = match left_out {
        0 => String::new(),
        idle => format!(" {idle} machines on which nothing is expected are not shown."),
    };
    let (least, most) = design.wordpress.replica_bounds();
    let replicas = if least == most { least.to_string() } else { format!("{least} to {most}") };
    let storage = match &design.nfs {
        Some(nfs) => {
            format!(" Shared files lie on the NFS export {} of {}.", nfs.path, nfs.machine)
        }
        None => String::new(),
    };
    let description = format!(
        "{} machines; {} members of etcd; {} replicas of Percona XtraDB Cluster; {replicas} replicas \
         of WordPress.{storage}{idle}",
        topology.hosts.len(),
        design.etcd.members.len(),
        design.percona.replicas.get(),
    );
    File::text("topology.svg", svg(&drawing, &format!("Topology of {}", design.name), &description))
}
