using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mosaic.Memory.Embeddings;

/// <summary>Reduces the rows of a sparse matrix to few dimensions by ML.NET's principal components.</summary>
internal static class PrincipalComponents
{
    public const int Oversampling = 20;

    /// <returns>null: the rows differ in fewer dimensions.</returns>
    public static TermVectors? Project(SparseRows matrix, int dimensions, int seed, CancellationToken cancellationToken)
    {
        var context = new MLContext(seed);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, matrix.Columns);
        var rows = context.Data.LoadFromEnumerable(Read(matrix, cancellationToken), schema);
        var components = context.Transforms.ProjectToPrincipalComponents(
            nameof(Row.Features), nameof(Row.Features), rank: dimensions, overSampling: Oversampling, seed: seed);
        var projected = components.Fit(rows).Transform(rows);
        var column = projected.Schema[nameof(Row.Features)];
        var vectors = new TermVectors(dimensions, new float[matrix.Rows * dimensions]);
        using var cursor = projected.GetRowCursor([column]);
        var get = cursor.GetGetter<VBuffer<float>>(column);
        var vector = default(VBuffer<float>);
        while (cursor.MoveNext())
        {
            get(ref vector);
            vector.CopyTo(vectors[(int)cursor.Position]);
        }

        return Array.TrueForAll(vectors.Numbers, float.IsFinite) ? vectors : null;
    }

    private static IEnumerable<Row> Read(SparseRows matrix, CancellationToken cancellationToken)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var columns = matrix.ColumnsOf(row).ToArray();
            yield return new Row { Features = new VBuffer<float>(matrix.Columns, columns.Length, matrix.ValuesOf(row).ToArray(), columns) };
        }
    }

    private sealed class Row
    {
        public VBuffer<float> Features { get; set; }
    }
}
