using System.Text;

namespace Sallyport.Text;

/// <summary>The start-up check that Unicode normalisation works. Without it, look-alike and compatibility characters would pass unread, and silently.</summary>
public static class UnicodeSupport
{
    /// <summary>Refuses to go on where the runtime does not normalise.</summary>
    /// <exception cref="PlatformNotSupportedException">The process runs in invariant-globalization mode, or without ICU.</exception>
    public static void Demand() => Demand(static text => text.Normalize(NormalizationForm.FormKC));

    internal static void Demand(Func<string, string> normalize)
    {
        if (!string.Equals(normalize("\uFB01"), "fi", StringComparison.Ordinal))
        {
            throw new PlatformNotSupportedException(
                "Unicode normalisation is off, so disguised text could not be inspected. Unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT (or set it to 0) "
                + "and install the ICU libraries (Debian: libicu; Alpine: icu-libs icu-data-full), then start again.");
        }
    }
}
