namespace Sallyport.Lab.Rotation;

/// <summary>Attacks by one who knows some texts' vectors together with their rotated forms.</summary>
internal static class KnownPairs
{
    // Against noise of floats alone.
    private const double Ridge = 1e-8;
    private const int Steps = 400;

    /// <summary>
    /// Least squares for the inverse, of which the shortest solution is taken: exact in the directions that the known vectors span, and nothing beyond. Procrustes
    /// over the same pairs is the same there.
    /// </summary>
    /// <returns>The matrix that a rotated row is multiplied by.</returns>
    public static Matrix LeastSquares(Matrix plain, Matrix rotated)
    {
        var transposed = rotated.Transposed();
        var gram = transposed.TimesTransposed(transposed);
        for (var i = 0; i < gram.Rows; i++)
        {
            gram[i][i] += Ridge * rotated.Rows / gram.Rows;
        }

        return gram.Solve(transposed.TimesTransposed(plain.Transposed()));
    }

    /// <summary>
    /// Uses how the transform is made, where the dimensions are a power of two: the last Hadamard is no secret, and before it each number is a sum of all the vector's
    /// numbers with unknown signs. Steps: undo the last Hadamard; look for sign vectors that agree with the pairs, between the solutions of the equations and the cube of signs
    /// (Douglas and Rachford 1956); the more equations, the fewer corners of the cube solve them.
    /// </summary>
    /// <returns>The matrix that a rotated row is multiplied by.</returns>
    public static Matrix Signs(Matrix plain, Matrix rotated)
    {
        var size = plain.Columns;
        var bound = 1 / Math.Sqrt(size);
        var hadamard = Hadamard(size);
        var before = rotated.TimesTransposed(hadamard);
        var gram = plain.TimesTransposed(plain);
        for (var i = 0; i < gram.Rows; i++)
        {
            gram[i][i] += Ridge;
        }

        // Rows are unknown sign vectors: each solves plain · row = a column of what was before.
        var weights = gram.Solve(plain);
        var onto = plain.Transposed().Times(weights);
        var solution = before.Transposed().Times(weights);
        var at = solution;
        for (var step = 0; step < Steps; step++)
        {
            at = Step(at, onto, solution, bound);
        }

        var signs = new Matrix(size, size);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                signs[row][column] = at[row][column] < 0 ? -bound : bound;
            }
        }

        return hadamard.Times(signs);
    }

    /// <summary>The orthogonal Hadamard matrix, which is its own inverse.</summary>
    private static Matrix Hadamard(int size)
    {
        var matrix = new Matrix(size, size);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                matrix[row][column] = (int.IsEvenInteger(int.PopCount(row & column)) ? 1 : -1) / Math.Sqrt(size);
            }
        }

        return matrix;
    }

    private static Matrix Step(Matrix at, Matrix onto, Matrix solution, double bound)
    {
        var reflected = new Matrix(at.Rows, at.Columns);
        var clipped = new Matrix(at.Rows, at.Columns);
        for (var row = 0; row < at.Rows; row++)
        {
            for (var column = 0; column < at.Columns; column++)
            {
                clipped[row][column] = Math.Clamp(at[row][column], -bound, bound);
                reflected[row][column] = (2 * clipped[row][column]) - at[row][column];
            }
        }

        // The nearest solution of the equations: what the known vectors span is replaced by what the pairs say.
        var spanned = reflected.TimesTransposed(onto);
        var next = new Matrix(at.Rows, at.Columns);
        for (var row = 0; row < at.Rows; row++)
        {
            for (var column = 0; column < at.Columns; column++)
            {
                var solved = reflected[row][column] - spanned[row][column] + solution[row][column];
                next[row][column] = at[row][column] + solved - clipped[row][column];
            }
        }

        return next;
    }
}
