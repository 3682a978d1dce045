namespace Mosaic.Storage.Commit;

/// <summary>A unit whose preparation is a delegate.</summary>
internal sealed class DelegateUnit<T>(Func<UnitContext, T> prepare) : WriteUnit<T>
{
    public override void Prepare(UnitContext context) => Result = prepare(context);
}
