//! How large a program's parts may be.

/// Most initial pages, whatever the chain's page limit says.
pub(super) const MAX_PAGES: u64 = 128;
/// Most data segments.
pub(super) const MAX_DATA_SEGMENTS: usize = 128;
/// Most element segments.
pub(super) const MAX_ELEMENT_SEGMENTS: usize = 128;
/// Most bytes of all element segments together.
pub(super) const MAX_ELEMENT_BYTES: u64 = 4_096;
/// Most exports that are kept.
pub(super) const MAX_EXPORTS: usize = 1_024;
/// Most local functions.
pub(super) const MAX_FUNCTIONS: usize = 4_096;
/// Most globals, those of the instrumentation included.
pub(super) const MAX_GLOBALS: u32 = 32_768;
/// Most declared locals of a function.
pub(super) const MAX_LOCALS: u64 = 348;
/// Most opcodes of a function after instrumentation.
pub(super) const MAX_OPCODES: usize = 65_536;
/// Most imports (ArbOS 32).
pub(super) const MAX_IMPORTS: usize = 513;
/// Most initial table entries.
pub(super) const MAX_TABLE_ENTRIES: u64 = 4_096;
/// Longest kept export name and module name, in bytes.
pub(super) const MAX_NAME_LEN: usize = 512;
/// Largest frame of a function, in stack words.
pub(super) const MAX_FRAME_WORDS: u32 = 10_240;
/// Most operand values of a function alive at once.
pub(super) const MAX_OPERANDS: u32 = 4_096;
