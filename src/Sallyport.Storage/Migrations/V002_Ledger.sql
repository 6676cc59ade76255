-- What docs/ledger-format.md describes. Entries, nodes and checkpoints are only ever added.

CREATE TABLE ledger_heads (
    tenant_id text NOT NULL PRIMARY KEY,
    size bigint NOT NULL,
    frontier {blob} NOT NULL,
    epoch bigint NOT NULL,
    unclean_stops bigint NOT NULL,
    checkpoint_size bigint NOT NULL
);

CREATE TABLE ledger_entries (
    tenant_id text NOT NULL,
    entry_index bigint NOT NULL,
    time bigint NOT NULL,
    kind text NOT NULL,
    exchange_id text,
    body {blob} NOT NULL,
    leaf_hash {blob} NOT NULL,
    PRIMARY KEY (tenant_id, entry_index)
);

CREATE INDEX ledger_entries_by_exchange ON ledger_entries (tenant_id, exchange_id) WHERE exchange_id IS NOT NULL;

-- Ciphertexts beside the entries: the entry's own bytes hold only the commitment.
CREATE TABLE ledger_payloads (
    tenant_id text NOT NULL,
    entry_index bigint NOT NULL,
    name text NOT NULL,
    commitment {blob} NOT NULL,
    ciphertext {blob} NOT NULL,
    PRIMARY KEY (tenant_id, entry_index, name)
);

-- Level 1 is a subtree of 256 leaves, level 2 of 65,536, and so on.
CREATE TABLE ledger_nodes (
    tenant_id text NOT NULL,
    level bigint NOT NULL,
    node_index bigint NOT NULL,
    hash {blob} NOT NULL,
    PRIMARY KEY (tenant_id, level, node_index)
);

CREATE TABLE ledger_checkpoints (
    tenant_id text NOT NULL,
    epoch bigint NOT NULL,
    size bigint NOT NULL,
    time bigint NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (tenant_id, epoch, size)
);

-- A row is there while its writer runs: one that is still there at the next start tells of an unclean stop.
CREATE TABLE ledger_writers (
    name text NOT NULL PRIMARY KEY,
    opened bigint NOT NULL
);

CREATE TABLE ledger_unclean_stops (
    stop bigint NOT NULL PRIMARY KEY,
    writer text NOT NULL,
    opened bigint NOT NULL,
    noticed bigint NOT NULL
);
