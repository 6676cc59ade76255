-- Attacks that a tenant has confirmed. Times are Unix milliseconds; the text opens only with the tenant's vault.

CREATE TABLE exemplars (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    name text NOT NULL,
    sealed_text {blob} NOT NULL,
    created bigint NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
