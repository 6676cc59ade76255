-- Keys of months of records, wrapped by the tenant's vault. Apart from what they seal, so that copies of them can be kept for a shorter time. A month is a count of months since the year 0.
CREATE TABLE record_keys (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    month bigint NOT NULL,
    wrapped {blob} NOT NULL,
    PRIMARY KEY (tenant_id, month)
);

-- Months whose key is destroyed. Stays, so that no key is made for one again.
CREATE TABLE shredded_months (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    month bigint NOT NULL,
    key_hash {blob},
    shredded bigint NOT NULL,
    -- What it sealed is removed, and the ledger tells of it.
    is_complete bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, month)
);
