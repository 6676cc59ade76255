-- Rotations of tenants' data keys that are under way. Times are Unix milliseconds.
CREATE TABLE key_rotations (
    tenant_id text NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    from_key bigint NOT NULL,
    to_key bigint NOT NULL,
    phase text NOT NULL,
    since bigint NOT NULL,
    resealed bigint NOT NULL DEFAULT 0,
    unreadable bigint NOT NULL DEFAULT 0,
    destroyed_hash {blob},
    -- Who works on it, and how long nobody else may.
    lease text,
    lease_until bigint NOT NULL DEFAULT 0
);

-- Recognises the master key before, to tell whoever still has it what has happened.
ALTER TABLE instance ADD COLUMN master_check_before {blob};

-- Tenants whose ledger has yet to tell that the master key was rotated.
CREATE TABLE master_rotations (
    tenant_id text NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    check_before {blob} NOT NULL,
    check_after {blob} NOT NULL
);
