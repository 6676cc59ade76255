namespace Sallyport.Policy;

/// <summary>When the record of an exchange has to be durable. Decisions and actions are always strict.</summary>
public enum RecordDurability
{
    /// <summary>At most 50 ms after the answer was released.</summary>
    Batched,

    /// <summary>Before the answer is released.</summary>
    Strict,
}
