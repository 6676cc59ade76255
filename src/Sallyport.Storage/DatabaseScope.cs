using Sallyport.Tenancy;

namespace Sallyport.Storage;

/// <summary>
/// Whose rows a session may touch: one tenant's, or what the installation needs of all tenants. PostgreSQL holds each statement to it; with SQLite it only says what is meant.
/// The installation reads and writes no tenant's files, vector stores or recorded content: <c>Postgres/TableRules.cs</c> says what of which table.
/// </summary>
internal readonly record struct DatabaseScope
{
    private readonly string? _text;

    private DatabaseScope(string text) => _text = text;

    /// <summary>What the installation needs of all tenants.</summary>
    public static DatabaseScope Installation { get; } = new("installation/");

    /// <summary>What is tagged: the kind, and the tenant if it is one's.</summary>
    /// <exception cref="InvalidOperationException">It is a default value.</exception>
    public string Text => _text ?? throw new InvalidOperationException("A default scope is nobody's.");

    /// <summary>One tenant's rows.</summary>
    public static implicit operator DatabaseScope(TenantId tenant) => new("tenant/" + tenant.Value);
}
