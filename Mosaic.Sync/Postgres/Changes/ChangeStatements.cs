using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Changes;

/// <summary>The statements that put what a unit did into the change record. After those that wrote the rows, which have to be locked when the number is drawn.</summary>
internal sealed class ChangeStatements(Sql sql)
{
    /// <summary>Adds an entry.</summary>
    public void Add(NpgsqlBatch batch, ChangeKind kind, string collection, string[] ids, long[] versions, bool deleted) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql["changes_add"])
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = kind.Name() },
                new NpgsqlParameter<string> { TypedValue = collection },
                new NpgsqlParameter<string[]> { TypedValue = ids },
                new NpgsqlParameter<long[]> { TypedValue = versions },
                new NpgsqlParameter<bool> { TypedValue = deleted },
            },
        });

    /// <summary>Tells the followers, if there are any, with the commit. Once a unit.</summary>
    public void Tell(NpgsqlBatch batch) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql["changes_tell"]));
}
