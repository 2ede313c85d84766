//! A vault's constitution, packed into the code of a data contract.
