//! A persistent Merkle Patricia trie: what is the root after these few changes?
//!
//! Nodes are immutable and shared, so a clone is one pointer copy and an update rebuilds only the path it touches. Each
//! node remembers its encoding, so a root after `n` changes costs `n` paths of hashing however large the trie is.
//!
//! Invariants:
//! 1. Every key is a 32-byte hash, so no key is a prefix of another and branches never hold a value.
//! 2. A branch has at least two children and an extension's child is a branch (the canonical form).

use std::sync::{Arc, OnceLock};

use alloy_primitives::{B256, Bytes};
use alloy_trie::nodes::{BranchNodeRef, ExtensionNodeRef, LeafNodeRef, RlpNode};
use alloy_trie::{EMPTY_ROOT_HASH, Nibbles, TrieMask};

/// Trie from 32-byte hashed keys to RLP values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trie {
    root: Option<Arc<Node>>,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    // The node as its parent refers to it: its hash, or itself if shorter than a hash.
    reference: OnceLock<RlpNode>,
}

#[derive(Debug)]
enum Kind {
    Leaf {
        path: Nibbles,
        value: Bytes,
    },
    Extension {
        path: Nibbles,
        child: Arc<Node>,
    },
    Branch {
        children: Box<[Option<Arc<Node>>; 16]>,
    },
}

impl Trie {
    /// Sets `key` to `value`.
    pub(crate) fn insert(&mut self, key: B256, value: Bytes) {
        let path = Nibbles::unpack(key);
        self.root = Some(match &self.root {
            None => Node::leaf(path, value),
            Some(root) => root.insert(path, value),
        });
    }

    /// Removes `key`; an absent key is left absent.
    pub(crate) fn remove(&mut self, key: B256) {
        if let Some(root) = &self.root
            && let Removal::Changed(next) = root.remove(Nibbles::unpack(key))
        {
            self.root = next;
        }
    }

    /// The Merkle root.
    pub(crate) fn root(&self) -> B256 {
        match &self.root {
            None => EMPTY_ROOT_HASH,
            // Only a root shorter than a hash is not hashed by its own reference.
            Some(root) => root
                .reference()
                .as_hash()
                .unwrap_or_else(|| alloy_primitives::keccak256(root.encode())),
        }
    }

    /// The encoded nodes from the root towards `key`, as `eth_getProof` returns them.
    pub(crate) fn proof(&self, key: B256) -> Vec<Bytes> {
        let mut nodes = Vec::new();
        let mut path = Nibbles::unpack(key);
        let mut next = self.root.clone();
        while let Some(node) = next {
            // A node shorter than a hash is part of its parent's encoding already; the root always stands alone.
            if nodes.is_empty() || node.reference().is_hash() {
                nodes.push(Bytes::from(node.encode()));
            }
            next = node.step(&mut path);
        }
        nodes
    }
}

enum Removal {
    Unchanged,
    Changed(Option<Arc<Node>>),
}

impl Node {
    fn new(kind: Kind) -> Arc<Self> {
        Arc::new(Self {
            kind,
            reference: OnceLock::new(),
        })
    }

    fn leaf(path: Nibbles, value: Bytes) -> Arc<Self> {
        Self::new(Kind::Leaf { path, value })
    }

    /// `child` below `path`, without an extension if the path is empty.
    fn below(path: Nibbles, child: Arc<Self>) -> Arc<Self> {
        if path.is_empty() {
            return child;
        }
        Self::new(Kind::Extension { path, child })
    }

    fn insert(self: &Arc<Self>, path: Nibbles, value: Bytes) -> Arc<Self> {
        match &self.kind {
            Kind::Leaf {
                path: own,
                value: old,
            } => {
                let shared = own.common_prefix_length(&path);
                if shared == own.len() {
                    return Self::leaf(path, value);
                }
                let mut children: [Option<Arc<Self>>; 16] = Default::default();
                put(&mut children, own, shared, |rest| {
                    Self::leaf(rest, old.clone())
                });
                put(&mut children, &path, shared, |rest| Self::leaf(rest, value));
                Self::below(path.slice(..shared), Self::branch(children))
            }
            Kind::Extension { path: own, child } => {
                let shared = own.common_prefix_length(&path);
                if shared == own.len() {
                    return Self::below(*own, child.insert(path.slice(shared..), value));
                }
                let mut children: [Option<Arc<Self>>; 16] = Default::default();
                put(&mut children, own, shared, |rest| {
                    Self::below(rest, child.clone())
                });
                put(&mut children, &path, shared, |rest| Self::leaf(rest, value));
                Self::below(path.slice(..shared), Self::branch(children))
            }
            Kind::Branch { children } => {
                let mut children = children.as_ref().clone();
                let at = nibble(&path, 0);
                let rest = path.slice(1..);
                children[at] = Some(match &children[at] {
                    Some(child) => child.insert(rest, value),
                    None => Self::leaf(rest, value),
                });
                Self::branch(children)
            }
        }
    }

    fn remove(self: &Arc<Self>, path: Nibbles) -> Removal {
        match &self.kind {
            Kind::Leaf { path: own, .. } if *own == path => Removal::Changed(None),
            Kind::Leaf { .. } => Removal::Unchanged,
            Kind::Extension { path: own, child } => {
                if !path.starts_with(own) {
                    return Removal::Unchanged;
                }
                match child.remove(path.slice(own.len()..)) {
                    Removal::Unchanged => Removal::Unchanged,
                    Removal::Changed(rest) => Removal::Changed(rest.map(|rest| rest.prefixed(own))),
                }
            }
            Kind::Branch { children } => {
                let at = nibble(&path, 0);
                let Some(child) = &children[at] else {
                    return Removal::Unchanged;
                };
                let Removal::Changed(rest) = child.remove(path.slice(1..)) else {
                    return Removal::Unchanged;
                };
                let mut children = children.as_ref().clone();
                children[at] = rest;
                let mut left = children
                    .iter()
                    .zip(0_u8..)
                    .filter_map(|(child, index)| child.as_ref().map(|child| (index, child)));
                match (left.next(), left.next()) {
                    (Some((index, only)), None) => {
                        Removal::Changed(Some(only.prefixed(&Nibbles::from_nibbles([index]))))
                    }
                    _ => Removal::Changed(Some(Self::branch(children))),
                }
            }
        }
    }

    fn branch(children: [Option<Arc<Self>>; 16]) -> Arc<Self> {
        Self::new(Kind::Branch {
            children: Box::new(children),
        })
    }

    /// This node reached through `prefix`, merged so that the trie stays canonical.
    fn prefixed(self: &Arc<Self>, prefix: &Nibbles) -> Arc<Self> {
        match &self.kind {
            Kind::Leaf { path, value } => Self::leaf(prefix.join(path), value.clone()),
            Kind::Extension { path, child } => Self::below(prefix.join(path), child.clone()),
            Kind::Branch { .. } => Self::below(*prefix, self.clone()),
        }
    }

    /// The next node towards `path`, whose consumed part is cut off.
    fn step(&self, path: &mut Nibbles) -> Option<Arc<Self>> {
        match &self.kind {
            Kind::Leaf { .. } => None,
            Kind::Extension { path: own, child } => {
                if !path.starts_with(own) {
                    return None;
                }
                *path = path.slice(own.len()..);
                Some(child.clone())
            }
            Kind::Branch { children } => {
                let child = children[nibble(path, 0)].clone();
                *path = path.slice(1..);
                child
            }
        }
    }

    fn reference(&self) -> &RlpNode {
        self.reference
            .get_or_init(|| RlpNode::from_rlp(&self.encode()))
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match &self.kind {
            Kind::Leaf { path, value } => {
                LeafNodeRef::new(path, value).rlp(&mut out);
            }
            Kind::Extension { path, child } => {
                ExtensionNodeRef::new(path, child.reference().as_slice()).rlp(&mut out);
            }
            Kind::Branch { children } => {
                let mut mask = TrieMask::default();
                let mut stack = Vec::with_capacity(16);
                for (child, index) in children.iter().zip(0_u8..) {
                    if let Some(child) = child {
                        mask.set_bit(index);
                        stack.push(child.reference().clone());
                    }
                }
                BranchNodeRef::new(&stack, mask).rlp(&mut out);
            }
        }
        out
    }
}

/// Puts what `make` builds from the rest of `path` into the slot of its nibble at `shared`.
fn put(
    children: &mut [Option<Arc<Node>>; 16],
    path: &Nibbles,
    shared: usize,
    make: impl FnOnce(Nibbles) -> Arc<Node>,
) {
    children[nibble(path, shared)] = Some(make(path.slice(shared + 1..)));
}

/// Nibble of `path` at `index`, always below 16.
fn nibble(path: &Nibbles, index: usize) -> usize {
    usize::from(path.get(index).unwrap_or_default() & 0x0f)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use alloy_primitives::{hex, keccak256};
    use alloy_trie::HashBuilder;
    use alloy_trie::proof::verify_proof;
    use proptest::prelude::*;

    use super::*;

    fn reference_root(model: &BTreeMap<B256, Bytes>) -> B256 {
        let mut builder = HashBuilder::default();
        for (key, value) in model {
            builder.add_leaf(Nibbles::unpack(key), value);
        }
        builder.root()
    }

    // Few distinct prefixes, so that splits and merges happen deep in the trie as well as at its root.
    fn key() -> impl Strategy<Value = B256> {
        (0_u8..4, 0_u8..4, 0_usize..32).prop_map(|(first, second, at)| {
            let mut key = [0_u8; 32];
            key[0] = first << 4;
            key[at] |= second;
            B256::from(key)
        })
    }

    #[test]
    fn root_of_nothing_is_the_known_constant() {
        let empty = hex!("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
        assert_eq!(Trie::default().root(), B256::from(empty));
    }

    #[test]
    fn root_hashes_a_root_node_shorter_than_a_hash() {
        let mut trie = Trie::default();
        trie.insert(B256::ZERO, Bytes::from_static(&[0x05]));
        let model = BTreeMap::from([(B256::ZERO, Bytes::from_static(&[0x05]))]);
        assert_eq!(trie.root(), reference_root(&model));
    }

    proptest! {
        #[test]
        fn prop_root_equals_the_trie_built_from_scratch(
            steps in proptest::collection::vec((key(), proptest::option::of(1_u8..=255)), 1..80),
        ) {
            let mut trie = Trie::default();
            let mut model = BTreeMap::new();
            for (key, value) in steps {
                match value {
                    Some(byte) => {
                        let value = Bytes::from(vec![byte; usize::from(byte % 40) + 1]);
                        trie.insert(key, value.clone());
                        model.insert(key, value);
                    }
                    None => {
                        trie.remove(key);
                        model.remove(&key);
                    }
                }
                prop_assert_eq!(trie.root(), reference_root(&model));
            }
        }

        #[test]
        fn prop_proofs_of_present_and_absent_keys_verify(
            keys in proptest::collection::vec(0_u16..200, 1..60),
            probe in 0_u16..200,
        ) {
            let hashed = |key: u16| keccak256(key.to_be_bytes());
            let mut trie = Trie::default();
            for key in &keys {
                trie.insert(hashed(*key), Bytes::from(vec![0x84, 1, 2, 3, 4]));
            }
            let expected = keys.contains(&probe).then(|| vec![0x84, 1, 2, 3, 4]);
            let proof = trie.proof(hashed(probe));
            prop_assert_eq!(
                verify_proof(trie.root(), Nibbles::unpack(hashed(probe)), expected, &proof),
                Ok(())
            );
        }
    }
}
