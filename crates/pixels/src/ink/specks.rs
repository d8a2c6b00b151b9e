//! What is ink on the paper but not part of the digit.

use crate::plane::Plane;

/// Ink above which pixels hold together.
const SOLID: f32 = 0.4;

/// Share of the largest piece's mass below which a piece is dirt.
const DIRT: f32 = 0.05;

/// Share of the largest piece's mass from which a piece belongs to the digit even if far away.
const MAIN: f32 = 0.25;

/// Gap, as a share of the largest piece's longer side, across which a small piece belongs to it.
const GAP: f32 = 0.35;

/// Share of the picture's longer side that a piece away from the border must have to be the digit.
const INNER: f32 = 0.12;

/// Share of the picture's longer side along which only edges of paper, desk or shadow touch the
/// border.
const CONTACT: f32 = 0.2;

/// Leaves out dirt, lone far marks, and what comes in from the picture's border.
pub(crate) fn remove(ink: &Plane) -> Plane {
    let (names, pieces) = pieces(ink);
    let side = ink.width.max(ink.height) as f32;
    let inner =
        pieces.iter().filter(|piece| piece.contact == 0 && piece.longer_side() > INNER * side);
    let inner = inner.map(|piece| piece.mass).fold(0.0, f32::max);
    let is_edge = |piece: &Piece| {
        piece.contact > 0
            && inner > 0.0
            && (piece.contact as f32 > CONTACT * side || inner > piece.mass / 2.0)
    };
    let candidates = pieces.iter().filter(|piece| !is_edge(piece));
    let Some(largest) = candidates.max_by(|a, b| a.mass.total_cmp(&b.mass)) else {
        return ink.clone();
    };
    let is_dirt = |piece: &Piece| piece.mass < DIRT * largest.mass;
    let near = GAP * largest.longer_side();
    let is_lone = |piece: &Piece| piece.mass < MAIN * largest.mass && piece.gap(largest) > near;
    let kept: Vec<bool> =
        pieces.iter().map(|piece| !is_edge(piece) && !is_dirt(piece) && !is_lone(piece)).collect();
    with_edges(ink, &names, &kept)
}

/// A connected piece of ink: its mass and the box around it, both ends included.
struct Piece {
    mass: f32,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
    /// Pixels on the picture's border.
    contact: usize,
}

impl Piece {
    fn longer_side(&self) -> f32 {
        (self.right - self.left).max(self.bottom - self.top) as f32 + 1.0
    }

    fn gap(&self, other: &Self) -> f32 {
        let between = |low: usize, high: usize| low.saturating_sub(high);
        let across = between(self.left, other.right).max(between(other.left, self.right));
        let down = between(self.top, other.bottom).max(between(other.top, self.bottom));
        (across as f32).hypot(down as f32)
    }
}

/// Gives each solid pixel the number of its piece, counted from 1; 0 is no piece.
fn pieces(ink: &Plane) -> (Vec<u32>, Vec<Piece>) {
    let mut names = vec![0; ink.values.len()];
    let mut pieces = Vec::new();
    let mut open = Vec::new();
    for start in 0..ink.values.len() {
        if names[start] != 0 || ink.values[start] < SOLID {
            continue;
        }
        let name = pieces.len() as u32 + 1;
        let mut piece =
            Piece { mass: 0.0, left: usize::MAX, right: 0, top: usize::MAX, bottom: 0, contact: 0 };
        names[start] = name;
        open.push(start);
        while let Some(index) = open.pop() {
            let (column, row) = (index % ink.width, index / ink.width);
            piece.mass += ink.values[index];
            piece.left = piece.left.min(column);
            piece.right = piece.right.max(column);
            piece.top = piece.top.min(row);
            piece.bottom = piece.bottom.max(row);
            let at_border =
                column == 0 || column + 1 == ink.width || row == 0 || row + 1 == ink.height;
            piece.contact += usize::from(at_border);
            for near in neighbours(ink, index) {
                if names[near] == 0 && ink.values[near] >= SOLID {
                    names[near] = name;
                    open.push(near);
                }
            }
        }
        pieces.push(piece);
    }
    (names, pieces)
}

/// Keeps the kept pieces with the soft edge around them.
fn with_edges(ink: &Plane, names: &[u32], kept: &[bool]) -> Plane {
    let is_kept = |name: u32| name > 0 && kept[name as usize - 1];
    Plane::from_fn(ink.width, ink.height, |column, row| {
        let index = row * ink.width + column;
        let keep = if names[index] == 0 {
            neighbours(ink, index).any(|near| is_kept(names[near]))
        } else {
            is_kept(names[index])
        };
        if keep { ink.values[index] } else { 0.0 }
    })
}

/// Returns the indices of the up to eight pixels around one, and its own.
fn neighbours(ink: &Plane, index: usize) -> impl Iterator<Item = usize> {
    let (width, column, row) = (ink.width, index % ink.width, index / ink.width);
    let columns = column.saturating_sub(1)..(column + 2).min(width);
    let rows = row.saturating_sub(1)..(row + 2).min(ink.height);
    rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
}
