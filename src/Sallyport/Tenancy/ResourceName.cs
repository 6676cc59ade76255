using System.Buffers;

namespace Sallyport.Tenancy;

/// <summary>The rule for names that an administrator gives to things of a tenant.</summary>
internal static class ResourceName
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <exception cref="TenancyException">The name is not 1 to 64 letters, digits, '-', '_' and '.'.</exception>
    public static void Check(string name, string what)
    {
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(Characters))
        {
            throw new TenancyException(TenancyFailure.Invalid, $"{what} is 1 to {MaxLength} letters, digits, '-', '_' and '.'.");
        }
    }
}
