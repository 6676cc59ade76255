namespace Sallyport.Detection.Canaries;

/// <summary>Tells whose a token is, seen from one tenant. Who implements it holds the instance's key; safe for concurrent use.</summary>
public abstract class CanaryReader
{
    private readonly CanaryDetector _detector;

    /// <summary>Makes the detector that asks this.</summary>
    protected CanaryReader() => _detector = new(this);

    /// <summary>Judges a token. Called for what looks like one, which anybody can write.</summary>
    /// <param name="token"><see cref="CanaryToken.ByteLength"/> bytes.</param>
    public abstract CanaryStanding Judge(ReadOnlySpan<byte> token);

    internal Scanner Open() => new AnchoredScanner(_detector);
}
