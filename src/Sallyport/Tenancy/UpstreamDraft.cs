using System.Buffers;

namespace Sallyport.Tenancy;

/// <summary>What an administrator asks of an upstream.</summary>
public sealed record UpstreamDraft
{
    private const int MaxModels = 200;
    private const int MaxModelLength = 128;
    private const int MaxCredentialLength = 8192;

    private static readonly SearchValues<char> ModelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@+*");

    /// <summary>Its name: 1 to 64 letters, digits, '-', '_' and '.'; unique in the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks.</summary>
    public required UpstreamKind Kind { get; init; }

    /// <summary>The absolute base address, <c>http</c> or <c>https</c>, without user, password and fragment.</summary>
    public required Uri Address { get; init; }

    /// <summary>The models that go there, <c>*</c> standing for any characters.</summary>
    /// <value>1 to 200 names. The default is all models.</value>
    public IReadOnlyList<string> Models { get; init; } = ["*"];

    /// <summary>How long it is waited for.</summary>
    public UpstreamTimeouts Timeouts { get; init; } = UpstreamTimeouts.Standard;

    /// <summary>The tenant's credential for it: visible ASCII, at most 8,192 characters; null for none.</summary>
    public string? Credential { get; init; }

    /// <summary>
    /// Whether upstreams of other tenants may use the same credential. A provider's prompt cache belongs to the credential, so tenants that share
    /// one can tell by timing what the other has sent; each of them has to declare it.
    /// </summary>
    /// <value>The default is false: a credential that another tenant uses is refused.</value>
    public bool SharedCredential { get; init; }

    /// <summary>The name; never the credential.</summary>
    public override string ToString() => Name;

    internal void Check()
    {
        ResourceName.Check(Name, "An upstream's name");
        Timeouts.Check();
        if (!Address.IsAbsoluteUri || (Address.Scheme != Uri.UriSchemeHttp && Address.Scheme != Uri.UriSchemeHttps) || Address.Host.Length == 0)
        {
            throw Invalid("An upstream's address is an absolute http or https URL.");
        }

        if (Address.UserInfo.Length > 0 || Address.Fragment.Length > 0)
        {
            throw Invalid("An upstream's address has no user, password or fragment; give the credential by itself.");
        }

        if (Models.Count is 0 or > MaxModels || Models.Any(model => model.Length is 0 or > MaxModelLength || model.AsSpan().ContainsAnyExcept(ModelCharacters)))
        {
            throw Invalid($"Models are 1 to {MaxModels} names of 1 to {MaxModelLength} characters, '*' standing for any characters.");
        }

        // It becomes a header: a line break in it would become another.
        if (Credential is not null && (Credential.Length is 0 or > MaxCredentialLength || Credential.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            throw Invalid($"A credential is 1 to {MaxCredentialLength} visible ASCII characters without spaces.");
        }
    }

    private static TenancyException Invalid(string message) => new(TenancyFailure.Invalid, message);
}
