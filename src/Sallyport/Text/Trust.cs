namespace Sallyport.Text;

/// <summary>How far the words of a segment may be followed. Derived from the origin and the key's settings, never from content.</summary>
public enum Trust
{
    /// <summary>Data: tool results, retrieved chunks, files, unknown fields, turns that this gateway never issued.</summary>
    Untrusted,

    /// <summary>The user's role.</summary>
    User,

    /// <summary>The application's own instructions and tool definitions.</summary>
    Application,
}
