using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>Names one text of an answer as it streams.</summary>
/// <param name="Choice">The choice or candidate, from 0.</param>
/// <param name="Kind">Which of its texts.</param>
/// <param name="Item">The output item, content part or tool call within it, from 0, where there are several.</param>
/// <param name="Part">The part within the item, from 0, where there are several.</param>
public readonly record struct ChannelId(int Choice, ChannelKind Kind, int Item = 0, int Part = 0);
