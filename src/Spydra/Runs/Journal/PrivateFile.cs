using Microsoft.Win32.SafeHandles;

namespace Spydra.Runs.Journal;

/// <summary>Files that only their owner may read, opened so that others of the same owner may read them at any time.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder, and those above it, where they are not there.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>For reading and writing.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>For writing in place.</summary>
    public static SafeFileHandle OpenHandle(string path)
    {
        var existed = File.Exists(path);
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!existed && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, OwnerOnly);
        return file;
    }

    /// <summary>Writes to a place in a file.</summary>
    /// <exception cref="IOException">The disk is full, say, or the file is as large as it may be.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> content, long at)
    {
        try
        {
            RandomAccess.Write(file, content, at);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // So .NET puts the system's limit of a file's size (EFBIG).
            throw new IOException("The file may not become larger.", e);
        }
    }

    /// <summary>Writes a file whole: it is the old one or the new one at any time, also when the machine stops.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        // Two processes may do it at the same time.
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = Open(temporary, FileMode.CreateNew, FileShare.None))
            {
                Write(file.SafeFileHandle, content, 0);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>What a file holds, up to a length, while others write to it; nothing where there is none.</summary>
    public static byte[] Read(string path, long atMost = int.MaxValue)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[Math.Min(RandomAccess.GetLength(file), atMost)];
            var read = 0;
            while (read < content.Length && RandomAccess.Read(file, content.AsSpan(read), read) is > 0 and var more) read += more;
            return read == content.Length ? content : content[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Deletes a file that may be left where it is as well.</summary>
    public static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }
}
