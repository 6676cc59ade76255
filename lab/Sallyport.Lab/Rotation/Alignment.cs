namespace Sallyport.Lab.Rotation;

/// <summary>
/// An attack by one who has neither pairs nor texts of the store, but texts like them. Steps: the principal axes of both clouds, matched by their rank; each axis turned so
/// that the values along it are spread alike; then, over ever more axes, match each point with its nearest and rotate for the best fit (iterative closest points, Besl and McKay 1992); at
/// last least squares over the points that are each other's nearest.
/// </summary>
internal static class Alignment
{
    private const int Rounds = 12;

    private static readonly int[] Axes = [8, 16, 32, 64, 128];

    /// <summary>Works out the inverse.</summary>
    /// <param name="alike">Vectors of public texts.</param>
    /// <param name="rotated">The store's rows.</param>
    /// <returns>The matrix that a rotated row is multiplied by.</returns>
    public static Matrix Invert(Matrix alike, Matrix rotated)
    {
        var (from, to) = (Project(rotated), Project(alike));
        Flip(from, to);
        var pairs = new List<(int Row, int Like)>();
        foreach (var axes in Axes.Where(count => count <= alike.Columns))
        {
            for (var round = 0; round < Rounds; round++)
            {
                pairs = Mutual(First(from, axes), First(to, axes));
                if (pairs.Count > 0)
                {
                    Turn(from, to, axes, pairs);
                }
            }
        }

        return pairs.Count == 0 ? Matrix.Identity(alike.Columns) : KnownPairs.LeastSquares(
            alike.Take([.. pairs.Select(static pair => pair.Like)]), rotated.Take([.. pairs.Select(static pair => pair.Row)]));
    }

    private static Matrix Project(Matrix cloud)
    {
        var mean = cloud.MeanRow();
        var centred = cloud.Take([.. Enumerable.Range(0, cloud.Rows)]);
        for (var row = 0; row < centred.Rows; row++)
        {
            for (var column = 0; column < mean.Length; column++)
            {
                centred[row][column] -= mean[column];
            }
        }

        var transposed = centred.Transposed();
        var (axes, _) = transposed.TimesTransposed(transposed).Orthogonalised();
        axes.NormaliseRows();
        return centred.TimesTransposed(axes);
    }

    private static void Flip(Matrix from, Matrix to)
    {
        for (var axis = 0; axis < from.Columns; axis++)
        {
            var wanted = Spread(to, axis, 1);
            if (Distance(Spread(from, axis, -1), wanted) < Distance(Spread(from, axis, 1), wanted))
            {
                for (var row = 0; row < from.Rows; row++)
                {
                    from[row][axis] *= -1;
                }
            }
        }
    }

    // A hundred quantiles.
    private static double[] Spread(Matrix cloud, int axis, int sign)
    {
        var values = Enumerable.Range(0, cloud.Rows).Select(row => sign * cloud[row][axis]).Order().ToArray();
        return [.. Enumerable.Range(0, 100).Select(part => values[(int)((part + 0.5) * values.Length / 100)])];
    }

    private static double Distance(double[] one, double[] other) => one.Zip(other, static (left, right) => (left - right) * (left - right)).Sum();

    private static Matrix First(Matrix cloud, int axes)
    {
        var first = new Matrix(cloud.Rows, axes);
        for (var row = 0; row < cloud.Rows; row++)
        {
            cloud[row][..axes].CopyTo(first[row]);
        }

        first.NormaliseRows();
        return first;
    }

    private static List<(int Row, int Like)> Mutual(Matrix from, Matrix to)
    {
        var (there, back) = (Nearest(from, to), Nearest(to, from));
        return [.. Enumerable.Range(0, from.Rows).Where(row => back[there[row]] == row).Select(row => (row, there[row]))];
    }

    private static int[] Nearest(Matrix from, Matrix to)
    {
        var products = from.TimesTransposed(to);
        return [.. Enumerable.Range(0, from.Rows).Select(row =>
        {
            var best = 0;
            for (var i = 1; i < to.Rows; i++)
            {
                best = products[row][i] > products[row][best] ? i : best;
            }

            return best;
        })];
    }

    private static void Turn(Matrix from, Matrix to, int axes, List<(int Row, int Like)> pairs)
    {
        var left = First(from, axes).Take([.. pairs.Select(static pair => pair.Row)]).Transposed();
        var right = First(to, axes).Take([.. pairs.Select(static pair => pair.Like)]).Transposed();
        var rotation = left.TimesTransposed(right).NearestRotation();
        var turned = new Matrix(from.Rows, axes);
        for (var row = 0; row < from.Rows; row++)
        {
            from[row][..axes].CopyTo(turned[row]);
        }

        turned = turned.Times(rotation);
        for (var row = 0; row < from.Rows; row++)
        {
            turned[row].CopyTo(from[row]);
        }
    }
}
