using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>The form that a media type means.</summary>
internal static class Forms
{
    public static Form Of(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? Form.Image
        : mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? Form.Audio
        : Form.Binary;
}
