namespace Sallyport.Lab.Rotation;

/// <summary>What an attack makes of vectors that it was not shown.</summary>
/// <param name="Cosine">The mean cosine of a recovered vector with the true one.</param>
/// <param name="Identified">The share whose nearest vector, among those of all texts of the store, is the true one: the attacker who can guess texts knows which it is.</param>
internal readonly record struct Recovery(double Cosine, double Identified)
{
    /// <summary>Judges recovered vectors, of which those of <paramref name="unseen"/> count.</summary>
    /// <param name="recovered">A row for each of the unseen.</param>
    /// <param name="plain">The true vectors of the store.</param>
    /// <param name="unseen">Which rows of them are meant.</param>
    public static Recovery Of(Matrix recovered, Matrix plain, IReadOnlyList<int> unseen)
    {
        recovered.NormaliseRows();
        var products = recovered.TimesTransposed(plain);
        var (cosines, found) = (0.0, 0);
        for (var i = 0; i < unseen.Count; i++)
        {
            var own = products[i][unseen[i]];
            cosines += own;
            found += products[i].IndexOfAnyExceptInRange(double.NegativeInfinity, own) < 0 && own != 0 ? 1 : 0;
        }

        return new(cosines / unseen.Count, (double)found / unseen.Count);
    }
}
