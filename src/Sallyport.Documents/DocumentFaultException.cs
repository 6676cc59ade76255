namespace Sallyport.Documents;

/// <summary>Ends the reading of a document from deep within a parser. Never leaves this assembly.</summary>
internal sealed class DocumentFaultException(DocumentFault fault) : Exception(fault.ToString())
{
    /// <summary>Why.</summary>
    public DocumentFault Fault { get; } = fault;
}
