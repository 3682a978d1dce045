namespace Mosaic.Memory.Embeddings;

/// <summary>A matrix of which the zeros are not kept: of row i the columns and values from <c>Starts[i]</c> to <c>Starts[i + 1]</c>, columns ascending.</summary>
internal sealed record SparseRows(int Columns, int[] Starts, int[] At, float[] Values)
{
    public int Rows => Starts.Length - 1;

    public ReadOnlySpan<int> ColumnsOf(int row) => At.AsSpan(Starts[row]..Starts[row + 1]);

    public ReadOnlySpan<float> ValuesOf(int row) => Values.AsSpan(Starts[row]..Starts[row + 1]);
}
