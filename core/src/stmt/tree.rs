//! [`Tree`]: a condition that is built up, never deeper than [`MAX_DEPTH`].

use crate::stmt::condition::Condition;
use crate::stmt::limits::{MAX_DEPTH, RELATION_LEVELS};

/// A condition and its depth. A chain of AND or of OR is one flat list, in whichever direction it
/// was built.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    root: Condition,
    depth: usize,
}

/// The operator between the conditions of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    And,
    Or,
}

impl Tree {
    /// Returns a condition that has no levels of its own.
    pub(crate) const fn leaf(root: Condition) -> Self {
        Self { root, depth: 1 }
    }

    /// Returns the condition on related rows that has this one below it.
    pub(crate) fn related(self, related: impl FnOnce(Condition) -> Condition) -> Self {
        Self::checked(self.depth + RELATION_LEVELS, || related(self.root))
    }

    /// Returns the opposite of the condition.
    pub(crate) fn negated(self) -> Self {
        match self.root {
            root if root.is_always_true() => Self::leaf(Join::Or.list(Vec::new())),
            root if root.is_always_false() => Self::leaf(Join::And.list(Vec::new())),
            Condition::Not(root) => Self {
                root: *root,
                depth: self.depth - 1,
            },
            root => Self::checked(self.depth + 1, || Condition::Not(Box::new(root))),
        }
    }

    /// Returns both conditions, joined. One that is true or false for every row is left out, or is
    /// the result.
    pub(crate) fn joined(self, other: Self, join: Join) -> Self {
        if join.is_decided_by(&other.root) || join.ignores(&self.root) {
            return other;
        }
        if join.is_decided_by(&self.root) || join.ignores(&other.root) {
            return self;
        }
        let (one, depth) = self.into_list(join);
        let (two, other_depth) = other.into_list(join);
        // The shorter list is moved, so that a chain takes linear time in both directions.
        let (mut list, rest) = if one.len() < two.len() {
            (two, one)
        } else {
            (one, two)
        };
        list.extend(rest);
        Self::checked(depth.max(other_depth), || join.list(list))
    }

    /// Returns all the conditions, joined.
    pub(crate) fn all(trees: impl IntoIterator<Item = Self>, join: Join) -> Self {
        let empty = Self::leaf(join.list(Vec::new()));
        trees
            .into_iter()
            .fold(empty, |all, tree| all.joined(tree, join))
    }

    pub(crate) fn into_condition(self) -> Condition {
        self.root
    }

    /// Returns the conditions of a list that is joined in this way, and the depth of the list.
    fn into_list(self, join: Join) -> (Vec<Condition>, usize) {
        match (self.root, join) {
            (Condition::All(list), Join::And) | (Condition::Any(list), Join::Or) => {
                (list, self.depth)
            }
            (root, _) => (vec![root], self.depth + 1),
        }
    }

    fn checked(depth: usize, root: impl FnOnce() -> Condition) -> Self {
        if depth > MAX_DEPTH {
            return Self::leaf(Condition::TooDeep);
        }
        Self {
            root: root(),
            depth,
        }
    }
}

impl Join {
    /// Returns true if the condition is the result, whatever it is joined with.
    const fn is_decided_by(self, condition: &Condition) -> bool {
        match self {
            Self::And => condition.is_always_false(),
            Self::Or => condition.is_always_true(),
        }
    }

    /// Returns true if the result is what the condition is joined with.
    const fn ignores(self, condition: &Condition) -> bool {
        match self {
            Self::And => condition.is_always_true(),
            Self::Or => condition.is_always_false(),
        }
    }

    const fn list(self, list: Vec<Condition>) -> Condition {
        match self {
            Self::And => Condition::All(list),
            Self::Or => Condition::Any(list),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Join, Tree};
    use crate::stmt::condition::Condition;
    use crate::stmt::limits::MAX_DEPTH;

    fn leaf() -> Tree {
        Tree::leaf(Condition::Raw {
            text: "1 = 1".into(),
            values: Ok(Vec::new()),
        })
    }

    fn length(tree: Tree) -> usize {
        match tree.into_condition() {
            Condition::All(list) | Condition::Any(list) => list.len(),
            other => panic!("expected a list, found {other:?}"),
        }
    }

    #[test]
    fn a_chain_is_one_list_in_both_directions() {
        let (mut right, mut left) = (leaf(), leaf());
        for _ in 0..200_000 {
            right = right.joined(leaf(), Join::Or);
            left = leaf().joined(left, Join::Or);
        }
        assert_eq!((right.depth, left.depth), (2, 2));
        assert_eq!(length(right.joined(left, Join::Or)), 400_002);
        assert_eq!(length(Tree::all([leaf(), leaf()], Join::And)), 2);
    }

    #[test]
    fn no_condition_is_deeper_than_the_limit() {
        let mut tree = leaf();
        for level in 2..=MAX_DEPTH {
            let join = if level % 2 == 0 { Join::And } else { Join::Or };
            tree = tree.joined(leaf(), join);
            assert_eq!(tree.depth, level);
        }
        let (and, or) = (tree.clone(), tree);
        let joined = [and.joined(leaf(), Join::And), or.joined(leaf(), Join::Or)];
        let deepest = joined.map(|tree| (tree.depth, matches!(tree.root, Condition::TooDeep)));
        // One of them makes the last list longer, the other one needs another level.
        assert_eq!(deepest, [(MAX_DEPTH, false), (1, true)]);
    }

    #[test]
    fn a_condition_that_decides_nothing_is_left_out() {
        let all = || Tree::all([], Join::And);
        let none = || Tree::all([], Join::Or);
        assert!(all().joined(all(), Join::And).root.is_always_true());
        assert!(none().negated().root.is_always_true());
        assert!(all().negated().root.is_always_false());
        assert!(leaf().joined(all(), Join::Or).root.is_always_true());
        assert!(none().joined(leaf(), Join::And).root.is_always_false());
        let leaves = [
            leaf().joined(all(), Join::And),
            none().joined(leaf(), Join::Or),
        ];
        for tree in leaves {
            assert!(matches!(tree.root, Condition::Raw { .. }));
        }
    }

    #[test]
    fn not_twice_is_the_condition() {
        let mut tree = leaf();
        for _ in 0..1_000 {
            tree = tree.negated();
        }
        assert_eq!(tree.depth, 1);
        assert!(matches!(tree.root, Condition::Raw { .. }));
    }
}
