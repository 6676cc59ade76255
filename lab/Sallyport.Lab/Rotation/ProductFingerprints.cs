namespace Sallyport.Lab.Rotation;

/// <summary>
/// An attack by one who knows that some texts are in the store, but not which rows they are. A rotation keeps the dot product of any two, and a float's 24 bits name
/// a pair among a million. Steps: the products of all rows, sorted; for each two known texts, vote for the rows of every pair with that product; the row with the most votes is the text's.
/// </summary>
internal static class ProductFingerprints
{
    private const double Tolerance = 4e-7;

    // Two texts say the same in places, so products near 1 name nothing.
    private const double MostTelling = 0.995;

    /// <summary>Pairs known texts with rows.</summary>
    /// <param name="known">Vectors of texts that are in the store.</param>
    /// <param name="rotated">The store's rows.</param>
    /// <returns>For each known text its row; -1 where nothing stands out.</returns>
    public static int[] Match(Matrix known, Matrix rotated)
    {
        var pairs = Sorted(rotated.TimesTransposed(rotated));
        var values = pairs.Select(static pair => pair.Product).ToArray();
        var wanted = known.TimesTransposed(known);
        var matches = new int[known.Rows];
        Parallel.For(0, known.Rows, text =>
        {
            var votes = new int[rotated.Rows];
            for (var other = 0; other < known.Rows; other++)
            {
                if (other != text && wanted[text][other] < MostTelling)
                {
                    Vote(votes, pairs, values, wanted[text][other]);
                }
            }

            var most = votes.Max();
            matches[text] = most > 2 && votes.Count(count => count == most) == 1 ? Array.IndexOf(votes, most) : -1;
        });
        return matches;
    }

    private static void Vote(int[] votes, (double Product, int One, int Other)[] pairs, double[] values, double product)
    {
        var from = Array.BinarySearch(values, product - Tolerance);
        for (var at = from < 0 ? ~from : from; at < values.Length && values[at] <= product + Tolerance; at++)
        {
            votes[pairs[at].One]++;
            votes[pairs[at].Other]++;
        }
    }

    private static (double Product, int One, int Other)[] Sorted(Matrix products)
    {
        var pairs = new (double Product, int One, int Other)[products.Rows * (products.Rows - 1) / 2];
        var at = 0;
        for (var one = 0; one < products.Rows; one++)
        {
            for (var other = 0; other < one; other++)
            {
                pairs[at++] = (products[one][other], one, other);
            }
        }

        Array.Sort(pairs, static (left, right) => left.Product.CompareTo(right.Product));
        return pairs;
    }
}
