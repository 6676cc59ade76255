-- What is left of each tenant's and each key's allowance of tokens, for all nodes together.
CREATE TABLE token_budgets (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    -- A key's identifier, or 'tenant'.
    subject {id} NOT NULL,
    -- In sixty-thousandths of a token.
    level bigint NOT NULL,
    filled bigint NOT NULL,
    PRIMARY KEY (tenant_id, subject)
);
