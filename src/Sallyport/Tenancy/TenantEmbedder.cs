namespace Sallyport.Tenancy;

/// <summary>The embedding endpoint that a tenant's documents and questions are embedded by in place of the installation's embedder.</summary>
/// <param name="Name"><see cref="EmbedderSettings.NameAt"/>, as it was set.</param>
/// <param name="Settings">How it is asked.</param>
public sealed record TenantEmbedder(string Name, EmbedderSettings Settings);
