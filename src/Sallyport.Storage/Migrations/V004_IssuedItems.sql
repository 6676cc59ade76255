-- Opaque items (encrypted reasoning, thinking signatures) that were handed to a tenant, as keyed digests: the items themselves are nowhere.

CREATE TABLE issued_items (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    digest {blob} NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (tenant_id, digest)
);

CREATE INDEX issued_items_by_expiry ON issued_items (expires);
