namespace Sallyport.Storage.Postgres;

/// <summary>What the role that the server works as may do with a table on PostgreSQL.</summary>
internal sealed record TableRule(string Table)
{
    /// <summary>What it may do at all, with the rows that its scope admits.</summary>
    public string Grants { get; init; } = "SELECT, INSERT, UPDATE, DELETE";

    /// <summary>Whether rows belong to tenants, by <c>tenant_id</c>: then a tenant's scope admits the tenant's.</summary>
    public bool IsOfTenants { get; init; } = true;

    /// <summary>The commands that a tenant's scope admits, of its own rows; empty for all that is granted.</summary>
    public string[] Tenant { get; init; } = [];

    /// <summary>The commands that the installation's scope admits, of all tenants' rows.</summary>
    public string[] Installation { get; init; } = [];

    /// <summary>A condition on the rows that the installation's scope admits; empty for all.</summary>
    public string InstallationRows { get; init; } = "";

    /// <summary>Whether it is there only where vectors are kept in the database.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether every scope reads it: nothing in it is a tenant's.</summary>
    public bool IsReadByAll { get; init; }
}
