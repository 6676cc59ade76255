using System.Buffers;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// A wire protocol between a client and a model: reads requests, answers and streams where their texts stand, and writes refusals in its own
/// form. Pure functions over bytes; immutable and shared.
/// </summary>
internal abstract class Dialect
{
    /// <summary>The protocol's name, as metrics and the ledger spell it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether its streams give whole texts again, so that they have to be kept until the end.</summary>
    public virtual bool RepeatsText => false;

    /// <summary>Whether answers may stream. If not, a stream is an answer that can't be read.</summary>
    public virtual bool CanStream => true;

    /// <summary>The largest answer that is kept until it is whole, in bytes.</summary>
    public virtual int MaxAnswer => 32 << 20;

    /// <summary>Whether an answer can tell that a guard cut it. If not, an error is told instead.</summary>
    public virtual bool CanMarkBlocked => true;

    /// <summary>Reads a request. Never throws for what it holds; the caller disposes the reading.</summary>
    public abstract RequestReading ReadRequest(ReadOnlyMemory<byte> body);

    /// <summary>Reads an answer that is not streamed. Never throws for what it holds; the caller disposes the reading.</summary>
    public abstract AnswerReading ReadAnswer(ReadOnlyMemory<byte> body);

    /// <summary>Begins to follow a streamed answer.</summary>
    public abstract AnswerStream OpenStream();

    /// <summary>
    /// Adds the edits that turn a whole answer into one that a guard cut: its end says so and its tool calls go. Texts are the caller's to edit:
    /// what was not released has to be replaced.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="choice">The choice that was cut; null for all of them.</param>
    /// <param name="edits">Takes the edits.</param>
    public abstract void MarkBlocked(AnswerReading answer, int? choice, ByteEdits edits);

    /// <summary>Adds the edit that tells, in an answer marked as blocked, why and in which exchange. Once an answer.</summary>
    public abstract void AddNotice(AnswerReading answer, Refusal refusal, ByteEdits edits);

    /// <summary>Writes a refusal as the body of an error answer.</summary>
    public abstract void WriteError(IBufferWriter<byte> to, Refusal refusal);
}
