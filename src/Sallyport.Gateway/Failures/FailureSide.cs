namespace Sallyport.Gateway.Failures;

/// <summary>Who has to change something before the same request can succeed.</summary>
internal enum FailureSide
{
    /// <summary>The caller: another request, another key, or later.</summary>
    Client,

    /// <summary>Whoever runs this gateway.</summary>
    Gateway,

    /// <summary>The model's provider, or the way to it.</summary>
    Upstream,
}
