namespace Sallyport.Server.Demo;

/// <summary>Writes the demo's answers in one wire protocol.</summary>
internal abstract class DemoDialect
{
    /// <summary>The whole answer as one JSON document.</summary>
    public abstract byte[] Whole(DemoRequest request, DemoAnswer answer, string id, long created);

    /// <summary>The answer as events, each one piece to flush.</summary>
    public abstract IEnumerable<byte[]> Events(DemoRequest request, DemoAnswer answer, string id, long created);
}
