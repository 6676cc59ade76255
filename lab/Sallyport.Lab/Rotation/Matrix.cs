using System.Numerics;
using System.Runtime.InteropServices;

namespace Sallyport.Lab.Rotation;

/// <summary>A matrix of doubles, row by row: as much linear algebra as the attacks need.</summary>
internal sealed class Matrix(int rows, int columns)
{
    private readonly double[] _values = new double[rows * columns];

    public int Rows => rows;

    public int Columns => columns;

    public Span<double> this[int row] => _values.AsSpan(row * columns, columns);

    public static Matrix Of(IReadOnlyList<float[]> vectors)
    {
        var matrix = new Matrix(vectors.Count, vectors[0].Length);
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var column = 0; column < matrix.Columns; column++)
            {
                matrix[row][column] = vectors[row][column];
            }
        }

        return matrix;
    }

    public static Matrix Identity(int size)
    {
        var matrix = new Matrix(size, size);
        for (var i = 0; i < size; i++)
        {
            matrix[i][i] = 1;
        }

        return matrix;
    }

    /// <summary>Some of the rows.</summary>
    public Matrix Take(IReadOnlyList<int> places)
    {
        var taken = new Matrix(places.Count, columns);
        for (var i = 0; i < places.Count; i++)
        {
            this[places[i]].CopyTo(taken[i]);
        }

        return taken;
    }

    public Matrix Transposed()
    {
        var transposed = new Matrix(columns, rows);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                transposed._values[(column * rows) + row] = _values[(row * columns) + column];
            }
        }

        return transposed;
    }

    /// <summary>This times the other: rows by columns.</summary>
    public Matrix Times(Matrix other) => TimesTransposed(other.Transposed());

    /// <summary>The products of these rows with those rows.</summary>
    public Matrix TimesTransposed(Matrix other)
    {
        var product = new Matrix(rows, other.Rows);
        Parallel.For(0, rows, row =>
        {
            for (var column = 0; column < other.Rows; column++)
            {
                product[row][column] = Dot(this[row], other[column]);
            }
        });
        return product;
    }

    /// <summary>What is to be multiplied from the left: solves <c>this · X = right</c> for a symmetric, positive definite matrix (Cholesky).</summary>
    public Matrix Solve(Matrix right)
    {
        var lower = new Matrix(rows, rows);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var rest = this[row][column] - Dot(lower[row][..column], lower[column][..column]);
                lower[row][column] = row == column ? Math.Sqrt(rest) : rest / lower[column][column];
            }
        }

        var upper = lower.Transposed();
        var solved = right.Transposed();
        Parallel.For(0, solved.Rows, column =>
        {
            var values = solved[column];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (values[i] - Dot(lower[i][..i], values[..i])) / lower[i][i];
            }

            for (var i = values.Length - 1; i >= 0; i--)
            {
                values[i] = (values[i] - Dot(upper[i][(i + 1)..], values[(i + 1)..])) / lower[i][i];
            }
        });
        return solved.Transposed();
    }

    /// <summary>
    /// Turns the rows of a copy until they are orthogonal to one another (Hestenes 1958, one-sided Jacobi), and puts the longest first. Of a symmetric matrix they
    /// are then the eigenvectors, each as long as its value.
    /// </summary>
    /// <returns>The turned rows, and the orthogonal matrix that turns them.</returns>
    public (Matrix Turned, Matrix Turn) Orthogonalised()
    {
        var (turned, turn) = (new Matrix(rows, columns), Identity(rows));
        _values.CopyTo(turned._values, 0);
        var floor = 1e-24 * Dot(_values, _values);
        for (var (sweep, isDone) = (0, false); sweep < 30 && !isDone; sweep++)
        {
            isDone = true;
            for (var one = 0; one < rows; one++)
            {
                for (var other = one + 1; other < rows; other++)
                {
                    isDone &= !TurnPair(turned, turn, one, other, floor);
                }
            }
        }

        var order = Enumerable.Range(0, rows).OrderByDescending(row => Dot(turned[row], turned[row])).ToArray();
        return (turned.Take(order), turn.Take(order));
    }

    /// <summary>The orthogonal matrix that is nearest to this square one: of all rotations that which maps best (Schönemann 1966, Procrustes).</summary>
    public Matrix NearestRotation()
    {
        var (turned, turn) = Orthogonalised();
        turned.NormaliseRows();
        return turn.Transposed().Times(turned);
    }

    public void NormaliseRows()
    {
        for (var row = 0; row < rows; row++)
        {
            var length = Math.Sqrt(Dot(this[row], this[row]));
            foreach (ref var value in this[row])
            {
                value /= length == 0 ? 1 : length;
            }
        }
    }

    public double[] MeanRow()
    {
        var mean = new double[columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                mean[column] += this[row][column] / rows;
            }
        }

        return mean;
    }

    public static double Dot(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        var left = MemoryMarshal.Cast<double, Vector<double>>(one);
        var right = MemoryMarshal.Cast<double, Vector<double>>(other);
        Vector<double> sum0 = default, sum1 = default;
        var at = 0;
        for (; at + 1 < left.Length; at += 2)
        {
            sum0 += left[at] * right[at];
            sum1 += left[at + 1] * right[at + 1];
        }

        var sum = Vector.Sum(sum0 + sum1);
        for (var i = at * Vector<double>.Count; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }

    private static bool TurnPair(Matrix turned, Matrix turn, int one, int other, double floor)
    {
        var (squareOne, squareOther, product) = (Dot(turned[one], turned[one]), Dot(turned[other], turned[other]), Dot(turned[one], turned[other]));
        if (Math.Abs(product) <= (1e-12 * Math.Sqrt(squareOne * squareOther)) + floor)
        {
            return false;
        }

        var zeta = (squareOther - squareOne) / (2 * product);
        var tangent = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        var cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        Mix(turned[one], turned[other], cosine, cosine * tangent);
        Mix(turn[one], turn[other], cosine, cosine * tangent);
        return true;
    }

    private static void Mix(Span<double> one, Span<double> other, double cosine, double sine)
    {
        for (var i = 0; i < one.Length; i++)
        {
            (one[i], other[i]) = ((cosine * one[i]) - (sine * other[i]), (sine * one[i]) + (cosine * other[i]));
        }
    }
}
