-- The embedding endpoint of each tenant that has one of its own. Address and credential are its upstream's.
CREATE TABLE embedders (
    tenant_id text NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    -- Stored beside each vector: under another name everything is embedded anew.
    name text NOT NULL,
    upstream text NOT NULL,
    model text NOT NULL,
    dimensions bigint NOT NULL,
    asks_for_dimensions bigint NOT NULL,
    window_length bigint NOT NULL,
    batch_size bigint NOT NULL,
    timeout_ms bigint NOT NULL,
    document_prefix text NOT NULL,
    query_prefix text NOT NULL,
    FOREIGN KEY (tenant_id, upstream) REFERENCES upstreams (tenant_id, name)
);
