using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>The texts of a user, or all documents (part 0), as far as their vectors are.</summary>
/// <param name="Part">Which.</param>
/// <param name="Trained">How many texts the model learned from.</param>
/// <param name="Since">How many texts have come since.</param>
/// <param name="Words">How many words those have.</param>
/// <param name="Unknown">How many of these the model does not know.</param>
/// <param name="Model">The one by which new texts get vectors; null: none.</param>
internal sealed record Corpus(long Part, long Trained, long Since, long Words, long Unknown, VectorModel? Model)
{
    public static Corpus Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.IsDBNull(5) ? null : VectorModel.Read(row, 5));

    /// <summary>Whether a model is to be trained on it.</summary>
    public bool IsTrainingDue => Model switch
    {
        null => Since >= TextModelRules.TextsMin,
        { IsTrained: true } => TextModelRules.IsDue(Trained, Since, Words, Unknown),
        _ => true,
    };
}
