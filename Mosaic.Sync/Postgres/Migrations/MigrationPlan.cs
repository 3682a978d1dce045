namespace Mosaic.Postgres.Migrations;

/// <summary>What there is to do between what a program knows and what a schema has.</summary>
internal sealed class MigrationPlan
{
    private MigrationPlan(IReadOnlyList<Migration> missing, int ahead)
    {
        Missing = missing;
        Ahead = ahead;
    }

    public IReadOnlyList<Migration> Missing { get; }

    /// <summary>How many the schema has that the program does not know, all of them compatible.</summary>
    public int Ahead { get; }

    /// <exception cref="MosaicException">The program cannot work with the schema: it is newer, or was made by something else.</exception>
    public static MigrationPlan Create(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied, string schema, string version)
    {
        var unknown = applied.Where(row => row.Number > known.Count).ToArray();
        if (unknown.FirstOrDefault(static row => !row.Compatible) is { } newer)
        {
            throw new MosaicException(
                $"The schema {schema} is newer than this program: {newer.AppliedBy} made it version {unknown[^1].Number}, and this program, {version}, knows {known.Count}.")
            {
                Operation = "open",
                Target = schema,
                Hint = $"Update this program to {unknown[^1].AppliedBy} or newer.",
            };
        }

        var byNumber = applied.ToDictionary(static row => row.Number);
        foreach (var migration in known)
        {
            if (byNumber.TryGetValue(migration.Number, out var row) && !row.Sha256.AsSpan().SequenceEqual(migration.Sha256))
            {
                throw new MosaicException(
                    $"Migration {migration.Number} of the schema {schema} is not this program's: it was '{row.Name}' of {row.AppliedBy}, and in {version} '{migration.Name}' has other text.")
                {
                    Operation = "open",
                    Target = schema,
                    Hint = "Two programs made from different sources share the schema. Give one of them another PostgresOptions.Schema.",
                };
            }
        }

        return new MigrationPlan([.. known.Where(migration => !byNumber.ContainsKey(migration.Number))], unknown.Length);
    }
}
