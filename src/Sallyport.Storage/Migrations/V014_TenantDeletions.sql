-- Tenants whose key is destroyed, until their ledger tells of it.
CREATE TABLE tenant_deletions (
    tenant_id text NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    key_hash {blob},
    deleted bigint NOT NULL
);
