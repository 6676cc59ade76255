using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Auth;

/// <summary>Finds the API key that a request carries, in the places where the official SDKs put it. Two places may say the same; saying different things is refused, since a proxy before us may have judged by the other one.</summary>
internal static class PresentedCredential
{
    private const int MaxLength = 512;
    private const string Bearer = "Bearer ";

    private static readonly string[] PlainHeaders = ["x-api-key", "api-key"];

    /// <summary>The presented text, or the failure.</summary>
    public static Failure Read(IHeaderDictionary headers, out string credential)
    {
        credential = string.Empty;
        var authorization = headers.Authorization;
        if (authorization.Count > 0)
        {
            var value = authorization.Count == 1 ? authorization[0] : null;
            if (value is null || !value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            {
                return authorization.Count > 1 ? Failure.CredentialsDisagree : Failure.CredentialUnknown;
            }

            credential = value[Bearer.Length..].Trim();
        }

        foreach (var name in PlainHeaders)
        {
            if (headers.TryGetValue(name, out var values) && !TryAgree(values, ref credential))
            {
                return Failure.CredentialsDisagree;
            }
        }

        return credential.Length switch
        {
            0 => Failure.CredentialMissing,
            > MaxLength => Failure.CredentialUnknown,
            _ => Failure.None,
        };
    }

    private static bool TryAgree(in StringValues values, ref string credential)
    {
        foreach (var value in values)
        {
            var text = value?.Trim() ?? string.Empty;
            if (credential.Length == 0)
            {
                credential = text;
            }
            else if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(credential)))
            {
                return false;
            }
        }

        return true;
    }
}
