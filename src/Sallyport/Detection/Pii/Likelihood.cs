namespace Sallyport.Detection.Pii;

/// <summary>Moves a probability by evidence, in log-odds: independent pieces of evidence add up and never reach certainty.</summary>
internal static class Likelihood
{
    /// <summary>A word that names the kind.</summary>
    public const float Named = 3f;

    /// <summary>A word after it that names the kind.</summary>
    public const float NamedAfter = 2f;

    /// <summary>A word that names another kind.</summary>
    public const float OtherKind = -1.5f;

    /// <summary>A word that names something that is nobody's.</summary>
    public const float NotPersonal = -3f;

    /// <summary>The probability after the evidence.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    /// <param name="evidence">A log-likelihood ratio, natural logarithm.</param>
    public static float Shift(float probability, float evidence)
    {
        var odds = probability / (1 - probability) * MathF.Exp(evidence);
        return odds / (1 + odds);
    }
}
