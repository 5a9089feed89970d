//! Changes of shared values.

use std::sync::Arc;

/// Changes a shared value by copying it, and returns the previous one.
pub(super) fn change_arc<T: Clone>(held: &mut Arc<T>, change: impl FnOnce(&mut T)) -> Option<Arc<T>> {
    let old = Arc::clone(held);
    change(Arc::make_mut(held));
    Some(old)
}
