using Sallyport.Text;

namespace Sallyport.Recording;

/// <summary>A segment's place in a recorded exchange; its text is kept once under its hash.</summary>
/// <param name="Position">Position in the exchange, from 0.</param>
/// <param name="Origin">Whose words these are.</param>
/// <param name="Form">What it is made of; forms that no detector reads are recorded without content.</param>
/// <param name="Hash">The tenant's keyed hash of the text, 32 bytes: equal texts of one tenant have equal hashes, and nobody else can compute it.</param>
public sealed record RecordedSegment(long Position, Origin Origin, Form Form, byte[] Hash);
