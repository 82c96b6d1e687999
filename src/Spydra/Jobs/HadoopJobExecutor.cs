using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Spydra.Events;
using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Jobs;

/// <summary>
/// Runs a job by the Hadoop client of this machine, in the environment and the folder of this process. Its output goes through as it
/// came, both streams; an exit code other than 0 is a failed job. Giving it back kills it with all that it started.
/// </summary>
public sealed class HadoopJobExecutor(JobPlan.OnPremise plan, HadoopClient hadoop, IRunListener listener, TimeProvider time) : IJobExecutor
{
    /// <summary>How long output is waited for after the client has ended: something that it left running may hold the pipe for ever.</summary>
    private static readonly TimeSpan LateOutput = TimeSpan.FromSeconds(2);

    private ProcessTree? client;

    /// <inheritdoc/>
    public Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var program = hadoop.Find();
        if (LocalFiles.IsLocal(plan.Jar) && !File.Exists(plan.Jar)) throw new JarNotFoundException(plan.Jar);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            client = ProcessTree.Start(program, plan.Words.Skip(1), plan.RunId);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new HadoopNotStartedException(program, e);
        }

        return Task.FromResult(new JobHandle(plan.Id, KillAsync) { State = JobState.Running });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (client is null) throw new InvalidOperationException("There is no job to follow: it was not submitted.");
        yield return new RunEvent.JobStateChanged(JobState.Running);

        // Bounded: a reader of ours that is slow makes Hadoop wait, as a pipe would.
        var output = Channel.CreateBounded<RunEvent.DriverOutput>(16);
        var following = FollowAsync(client, output.Writer, cancellationToken);
        await foreach (var bytes in output.Reader.ReadAllAsync(cancellationToken)) yield return bytes;
        var exitCode = await following;

        client.Dispose();
        job.State = exitCode == 0 ? JobState.Done : JobState.Error;
        yield return new RunEvent.JobStateChanged(job.State, exitCode == 0 ? null : $"hadoop ended with exit code {exitCode}", exitCode);
    }

    private async Task<int> FollowAsync(ProcessTree running, ChannelWriter<RunEvent.DriverOutput> output, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var pumps = Task.WhenAll(
                PumpAsync(running.Output, toError: false, output, late.Token),
                PumpAsync(running.Error, toError: true, output, late.Token));
            var exitCode = await running.ExitCodeAsync(cancellationToken);
            try
            {
                await pumps.WaitAsync(LateOutput, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await late.CancelAsync();
            }

            output.Complete();
            return exitCode;
        }
        catch (Exception e)
        {
            output.Complete(e);
            throw;
        }
    }

    private static async Task PumpAsync(Stream stream, bool toError, ChannelWriter<RunEvent.DriverOutput> output, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            await output.WriteAsync(new RunEvent.DriverOutput(buffer.AsSpan(0, read).ToArray(), toError), cancellationToken);
    }

    private Task KillAsync()
    {
        listener.On(new RunEvent.JobCancelling(plan.Id));
        client!.Kill();
        client.Dispose();
        listener.On(new RunEvent.JobStateChanged(JobState.Cancelled));
        listener.On(new RunEvent.Warned("The Hadoop client was killed. What it had given to YARN may run on: 'yarn application -list' shows it, 'yarn application -kill ID' ends it."));
        return Task.CompletedTask;
    }
}
