namespace Mosaic.CrashHost.Script;

internal enum ScriptKind
{
    Create,
    Put,
    Update,
    Delete,
    Transact,
    CreateMany,
    UpdateMany,
    DeleteMany,
}
