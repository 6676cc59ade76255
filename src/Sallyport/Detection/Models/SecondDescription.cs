namespace Sallyport.Detection.Models;

/// <summary>What a second stage is: everything of its file but the weights.</summary>
internal sealed record SecondDescription
{
    /// <summary>The kind of the head whose windows it reads again.</summary>
    public required string Kind { get; init; }

    /// <summary>The <see cref="TextEncoder.Name"/> that it was trained with.</summary>
    public required string Encoder { get; init; }

    /// <summary>The SHA-256 of the head's file that it was trained with, in hexadecimal digits.</summary>
    public required string Head { get; init; }

    /// <summary>The length of the encoder's vectors.</summary>
    public required int Inputs { get; init; }

    /// <summary>How many numbers stand between vector and score.</summary>
    public required int Hidden { get; init; }

    /// <summary>Windows that the head scores at least this are read again.</summary>
    public float From { get; init; }

    /// <summary>How much the second score counts beside the first.</summary>
    public float Share { get; init; }

    /// <summary>With <see cref="Offset"/>: brings both scores' sum to the head's own scale, on which its presets keep their false alarms.</summary>
    public float Slope { get; init; } = 1;

    /// <summary>See <see cref="Slope"/>.</summary>
    public float Offset { get; init; }
}
