namespace Mosaic.Memory.Embeddings;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, cyclic (Golub and Van Loan, Matrix Computations, 8.5).</summary>
internal static class SymmetricEigen
{
    private const int SweepsMax = 30;

    /// <param name="matrix">Its rows one after the other; overwritten.</param>
    /// <param name="size">Of a side.</param>
    /// <returns>Largest value first; vector i is row i.</returns>
    public static (double[] Values, double[][] Vectors) Decompose(double[] matrix, int size)
    {
        var vectors = new double[size * size];
        var norm = 0.0;
        for (var i = 0; i < size; i++)
        {
            vectors[(i * size) + i] = 1;
        }

        foreach (var value in matrix)
        {
            norm += value * value;
        }

        for (var sweep = 0; sweep < SweepsMax; sweep++)
        {
            var off = 0.0;
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    off += matrix[(p * size) + q] * matrix[(p * size) + q];
                }
            }

            if (off <= norm * 1e-22)
            {
                break;
            }

            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Rotate(matrix, vectors, size, p, q);
                }
            }
        }

        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => matrix[(i * size) + i])];
        return ([.. order.Select(i => matrix[(i * size) + i])], [.. order.Select(i => vectors.AsSpan(i * size, size).ToArray())]);
    }

    private static void Rotate(double[] matrix, double[] vectors, int size, int p, int q)
    {
        var apq = matrix[(p * size) + q];
        var app = matrix[(p * size) + p];
        var aqq = matrix[(q * size) + q];
        if (Math.Abs(apq) <= 1e-16 * Math.Sqrt(Math.Abs(app * aqq)))
        {
            return;
        }

        var theta = (aqq - app) / (2 * apq);
        var t = Math.Sign(theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        if (theta == 0)
        {
            t = 1;
        }

        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        RotateRows(matrix.AsSpan(p * size, size), matrix.AsSpan(q * size, size), c, s);
        for (var k = 0; k < size; k++)
        {
            var kp = matrix[(k * size) + p];
            var kq = matrix[(k * size) + q];
            matrix[(k * size) + p] = (c * kp) - (s * kq);
            matrix[(k * size) + q] = (s * kp) + (c * kq);
        }

        RotateRows(vectors.AsSpan(p * size, size), vectors.AsSpan(q * size, size), c, s);
    }

    private static void RotateRows(Span<double> left, Span<double> right, double c, double s)
    {
        for (var k = 0; k < left.Length; k++)
        {
            var l = left[k];
            var r = right[k];
            left[k] = (c * l) - (s * r);
            right[k] = (s * l) + (c * r);
        }
    }
}
