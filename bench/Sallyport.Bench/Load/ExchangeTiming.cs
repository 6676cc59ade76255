namespace Sallyport.Bench.Load;

/// <summary>How long an exchange took.</summary>
/// <param name="FirstByte">From sending to the first byte of the answer's body.</param>
/// <param name="FirstText">From sending to the first text of the model.</param>
/// <param name="Whole">From sending to the last byte.</param>
internal readonly record struct ExchangeTiming(TimeSpan FirstByte, TimeSpan FirstText, TimeSpan Whole);
