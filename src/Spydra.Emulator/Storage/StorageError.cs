namespace Spydra.Emulator.Storage;

/// <summary>A request that Cloud Storage answers with an error: the status, the reason and the text of its envelope.</summary>
internal sealed class StorageError(int status, string reason, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Reason { get; } = reason;

    /// <summary>The header or parameter that is to blame, where the service names one.</summary>
    public (string Name, string Type)? Location { get; init; }

    public static StorageError NoBucket() => new(404, "notFound", "The specified bucket does not exist.");

    public static StorageError NoObject(string bucket, string name) => new(404, "notFound", $"No such object: {bucket}/{name}");

    public static StorageError Invalid(string message) => new(400, "invalid", message);

    public static StorageError Required(string parameter) =>
        new(400, "required", $"Required parameter: {parameter}") { Location = (parameter, "parameter") };

    public static StorageError PreconditionFailed() =>
        new(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.") { Location = ("If-Match", "header") };

    public static StorageError NotModified() => new(304, "notModified", "Not Modified");
}
