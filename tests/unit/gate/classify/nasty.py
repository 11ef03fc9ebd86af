"""Commands that change something, or may: none of them is read-only. Labels were written before the rules saw them."""

from __future__ import annotations

__all__ = ["CHANGING", "CHANGING_LONG", "DOUBTFUL", "DOUBTFUL_LONG"]

CHANGING = r"""
rm file
rm -rf build
/bin/rm file
\rm file
"rm" file
r'm' file
r""m file
'rm' -rf .
command rm file
builtin command rm file
env rm file
env -i rm file
env -u FOO rm file
env LC_ALL=C rm file
nice rm file
nice -n 5 rm file
nice -5 rm file
ionice -c3 rm file
time rm file
time -p rm file
timeout 5 rm file
timeout -s KILL 5 rm file
timeout --signal=KILL 5 rm file
stdbuf -oL rm file
nohup rm file
xargs rm < list
find . -name '*.pyc' | xargs rm
ls | xargs -I{} rm {}
ls | xargs -n1 -P4 rm -f
echo file | xargs -t rm
mv a b
cp a b
cp -r src dst
ln -s a b
touch file
mkdir dir
mkdir -p a/b/c
rmdir dir
chmod +x script.sh
chmod -R 777 .
chown user file
truncate -s 0 file
install a b
dd if=/dev/zero of=file
shred file
split file
csplit file 5
mkfifo p
mknod p p
mktemp
patch -p1 < a.patch
rsync -a a/ b/
unlink file
tee file < other
ls | tee out
ls | tee -a out
ls | tee /dev/null out
echo x | tee -- -a
echo hi > file
echo hi >file
echo hi >> file
echo hi >| file
echo hi 1> file
echo hi 2> file
echo hi &> file
echo hi &>> file
echo hi >& file
echo hi > "file"
echo hi > 'fi le'
echo hi > $file
echo hi > "$file"
echo hi > $(echo file)
echo hi > ~/file
echo hi > /dev/null > file
echo hi 2>/dev/null > file
> file
>file
>> file
: > file
: >file
cat > file
cat a b > c
cat > file <<< x
ls >/dev/nul
ls >/dev/null.txt
ls >/dev/nullx
ls > /dev/null/../../tmp/x
ls >/dev/sda
ls 3> file
ls > file 2>&1
ls 2>&1 > file
true > file
(ls) > file
{ ls; } > file
(ls > file)
if true; then ls; fi > file
for f in a; do echo $f; done > file
while read x; do echo $x; done < in > out
ls && echo x > file
ls || echo x > file
ls ; echo x > file
ls & echo x > file
ls | cat > file
! echo x > file
echo $(echo x > file)
echo "$(echo x > file)"
echo `echo x > file`
echo "`touch file`"
echo ${x:-$(touch file)}
cat <(touch file)
diff <(ls) <(ls; rm x)
cat <<< $(touch file)
cat <<< "$(touch file)"
ls $(rm file)
ls "$(rm file)"
x=$(rm file)
x=`rm file`
x="$(rm file)"
a=(1 $(touch file))
x=1 rm file
LC_ALL=C rm file
[ -f "$(touch file)" ]
[[ -f $(touch file) ]]
[[ a == $(touch file) ]]
test -n "$(touch file)"
for f in $(touch file); do :; done
for f in *; do rm "$f"; done
for f in a b; do touch $f; done
while true; do touch file; break; done
until false; do rm x; done
if rm file; then :; fi
if true; then rm file; fi
if false; then :; else rm file; fi
if false; then :; elif rm x; then :; fi
case x in x) rm file;; esac
case $(touch file) in *) ;; esac
for ((i=0;i<3;i++)); do touch $i; done
echo $((1)) $(touch file)
bash -c 'rm file'
bash -c "rm file"
bash -c rm\ file
bash -lc 'touch file'
bash -ec 'touch file'
bash -c -e 'touch file'
bash -o pipefail -c 'touch file'
bash --norc -c 'touch file'
sh -c 'ls; rm file'
zsh -c 'rm file'
dash -c 'touch file'
bash -c 'bash -c "rm file"'
sh -c "sh -c 'sh -c \"touch file\"'"
eval 'rm file'
eval rm file
eval "rm" "file"
eval 'eval "touch file"'
timeout 5 bash -c 'touch file'
env bash -c 'touch file'
xargs sh -c 'touch file'
find . -exec sh -c 'touch file' \;
find . -delete
find . -name x -delete
find . < /dev/null -delete
find . 2>/dev/null -delete
find . -name x 2>/dev/null -delete
find . -type f -exec rm {} \;
find . -type f -exec rm {} +
find . -exec rm -rf {} ';'
find . -execdir rm {} \;
find . -exec env rm {} \;
find . -exec timeout 5 rm {} \;
find . -fprint out
find . -fprint0 out
find . -fprintf out '%p'
find . -fls out
find . -type f -o -delete
find . \( -name x -delete \)
find . {-delete,-print}
find . -{delete,print}
find . -d'elete'
find . "-delete"
find . \-delete
find . -- -delete
find . -not -name x -a -delete
find . , -delete
find . ! -delete
sed -i s/a/b/ file
sed -i.bak s/a/b/ file
sed -i '' s/a/b/ file
sed -ni p file
sed -n -i p file
sed -ni.bak p file
sed -ie s/a/b/ file
sed -E -i s/a/b/ file
sed --in-place s/a/b/ file
sed --in-place=.bak s/a/b/ file
sed s/a/b/ -i file
sed s/a/b/ file -i
sed 'w out' file
sed -n 'w out' file
sed -n '/x/w out' file
sed 's/a/b/w out' file
sed 's/a/b/gw out' file
sed 's/a/b/;w out' file
sed -e p -e 'w out' file
sed '1!w out' file
sed '1,5w out' file
sed '/a/,/b/{w out' file
sed 'W out' file
awk '{print > "out"}' file
awk '{print >> "out"}' file
awk '{print $1 > $2}' file
awk '{printf "%s", $1 > "out"}' file
awk 'BEGIN{print "x" > "out"}'
awk '{print $1, $2 > "out"}' file
awk '{print($1) > "out"}' file
awk '{print (1)(2) > "out"}' file
sort -o out file
sort -oout file
sort file -o file
sort -uo out file
sort -u -o out file
sort -k1,1 -o out file
sort --output=out file
sort --output out file
sort -nro out file
git add .
git add -A
git add file
git commit -m x
git commit -am x
git commit --amend
git push
git push --force
git pull
git fetch
git merge main
git rebase main
git checkout main
git checkout -- file
git checkout -b x
git switch main
git restore file
git reset
git reset --hard
git revert HEAD
git cherry-pick abc
git stash
git stash push
git stash pop
git stash apply
git stash drop
git stash clear
git stash -u
git clean -fd
git clean -f
git rm file
git mv a b
git branch new
git branch -v new
git branch -d old
git branch -D old
git branch -m old new
git branch -f x HEAD
git branch --set-upstream-to=origin/main
git branch --edit-description
git branch -u origin/main
git branch --unset-upstream
git branch -c a b
git tag v1
git tag -a v1 -m x
git tag -d v1
git tag -s v1
git tag v1 HEAD
git remote add origin url
git remote remove origin
git remote rename a b
git remote set-url origin url
git remote prune origin
git remote update
git -C dir commit -m x
git --no-pager commit -m x
git config user.name x
git config --global user.name x
git config --unset user.name
git config --add a.b c
git config --replace-all a.b c
git config -e
git config --edit
git config --rename-section a b
git config set a.b c
git config unset a.b
git reflog expire --all
git reflog delete HEAD@{1}
git worktree add ../x
git worktree remove x
git worktree prune
git submodule update --init
git submodule add url
git submodule init
git notes add -m x
git bisect start
git bisect good
git gc
git prune
git repack
git update-ref HEAD abc
git update-index --refresh
git symbolic-ref HEAD refs/heads/x
git symbolic-ref -d HEAD
git apply a.patch
git am a.patch
git init
git clone url
git read-tree HEAD
git write-tree
git sparse-checkout set a
git maintenance run
npm install
npm i react
npm ci
npm uninstall react
npm update
npm publish
npm link
npm version patch
npm config set a b
npm cache clean
npm audit fix
yarn add react
pnpm install
pip install requests
pip uninstall requests
pip download requests
cargo add serde
cargo clean
cargo fmt
cargo install x
go get x
go mod tidy
go install ./...
go fmt ./...
go env -w A=b
gofmt -w main.go
apt install x
apt-get update
dpkg -i x.deb
brew install x
docker run ubuntu
docker rm x
docker rmi x
docker exec web ls
docker compose up -d
docker compose down
docker build .
docker pull x
kubectl apply -f x.yaml
kubectl delete pod x
kubectl edit svc x
kubectl exec pod -- ls
kubectl scale deploy x --replicas=2
helm install x y
gh pr create
gh pr merge 1
gh pr comment 1 -b x
gh issue create
gh api -X POST repos/a/b/issues
gh api --method DELETE repos/a/b
systemctl start nginx
systemctl restart nginx
journalctl --rotate
journalctl --vacuum-size=1G
tar -xf a.tar
tar xzf a.tar.gz
tar -cf a.tar dir
tar czf a.tgz dir
tar -rf a.tar file
tar --extract -f a.tar
tar -tf a.tar -x
unzip -o a.zip
unzip -d out -l a.zip
unzip -lT a.zip
zip a.zip file
xxd -r dump bin
xxd -r dump
base64 -o out file
date -s '2024-01-01'
date --set=tomorrow
date 01010000
hostname newname
hostname -F file
sysctl -w a=b
sysctl a=b
dmesg -c
dmesg --clear
tree -o out
tree -a -o out
shuf -o out file
shuf --output=out file
iconv -o out file
file -C -m magic
file --compile
yq -i '.a = 1' file.yaml
yq '.a = 1' -i file.yaml
yq --inplace '.a = 1' f
yq -s .name f
rg --pre ./evil foo
bat cache --build
kill 1234
kill -9 1234
pkill node
killall node
crontab file
crontab -r
ssh-keygen -t rsa
ss -K dst 10.0.0.1
ss --diag=out
rpm -e x
ar r lib.a x.o
ls; rm file
ls;rm file
ls&&rm file
ls||rm file
ls|xargs rm
ls & rm file
(rm file)
{ rm file; }
"""
"""One to a line; known to change something."""

CHANGING_LONG = (
    "ls\nrm file",
    "ls # comment\nrm file",
    "ls # comment \\\nrm file",
    "# comment\nrm file",
    "ls \\\n; rm file",
    "ls \\\n  > file",
    "cat <<EOF > file\nx\nEOF",
    "cat > file <<EOF\nx\nEOF",
    "cat <<'EOF' > file\nx\nEOF",
    "cat <<EOF | tee file\nx\nEOF",
    "cat <<EOF\nx\nEOF\nrm file",
    "cat <<-EOF\n\tx\n\tEOF\nrm file",
    "cat <<'EOF'\nx\nEOF\ntouch file",
    "cat <<\\EOF\nx\nEOF\ntouch file",
    "cat <<EOF && rm file\nx\nEOF",
    "cat <<EOF || touch file\nx\nEOF",
    "bash <<'EOF'\nrm file\nEOF",
    "sh <<EOF\ntouch file\nEOF",
    "cat <<EOF | sh\ntouch file\nEOF",
    "for f in *\ndo\n  rm $f\ndone",
    "if true\nthen\n  touch file\nfi",
    "case x in\n  x)\n    touch file\n    ;;\nesac",
    "{\n  ls\n  touch file\n}",
    "(\n  ls\n  touch file\n)",
    'echo "$(\ntouch file\n)"',
    "awk '{ print $1,\n $2 > \"out\" }' file",
    "awk '{ print $1, # note\n\n $2 > \"out\" }' file",
    "sed -n '\nw out\n' file",
    "sed '/a/{\nw out\n}' file",
    "find . \\\n  -name x \\\n  -delete",
    "bash -c '\nls\nrm file\n'",
    "eval '\nrm file'",
    "ls\n\n\n\t rm file",
    "f() { rm file; }; f",
    "f() {\n rm file\n}\nf",
    "function ls { touch file; }\nls",
    "ls() { touch file; }; ls",
    "trap 'touch file' EXIT",
)
"""Those with newlines in them, and some that may only be called unknown."""

DOUBTFUL = r"""
./script.sh
./ls
sh script.sh
bash script.sh
bash -i
bash
sh
. ./env.sh
source env.sh
python script.py
python -c 'print(1)'
python3 -m pytest
python
node script.js
node -e '1'
ruby -e 1
perl -e 1
perl -ne print file
perl -pi -e s/a/b/ file
php -r 1
make
make -n
make test
npm test
npm run build
npx tsc
pytest
cargo build
cargo test
go test ./...
go build
go vet ./...
tox
mvn test
curl https://example.com
curl -o out https://example.com
curl -O https://example.com
wget https://example.com
ssh host ls
scp a host:b
nc -l 80
sudo ls
sudo rm x
su -c ls
doas ls
docker
ed file
ex -c w file
vim file
vi -es file
nano file
emacs --batch
less file
more file
man ls
top
htop
watch ls
script out
screen
tmux new
tmux new-window 'touch x'
at now
batch
systemd-run ls
setsid touch x
nohup ls
exec ls
exec > file
exec 3> file
exec 2>&1
$cmd
$(echo rm) file
`echo rm` file
"$cmd" file
${cmd} file
$SHELL -c 'touch x'
r$x file
r? file
r* file
{rm,file}
{ls,rm} file
$'rm' file
$'\x72m' file
$'\162m' file
$"rm" file
alias ls=rm
alias ls='rm -rf'; ls x
unalias ls
function f { ls; }
f() { ls; }; f
ls() { rm x; }
cd() { rm x; }; cd
hash -p /tmp/evil ls
hash -p ./evil ls; ls
enable -f ./evil.so evil
enable -n echo
trap 'rm x' EXIT
trap 'rm x' DEBUG; ls
PROMPT_COMMAND='rm x'
PATH=. ls
PATH=/tmp:$PATH ls
PATH=.; ls
export PATH=.; ls
LD_PRELOAD=./evil.so ls
export LD_PRELOAD=./evil.so; ls
GIT_EXTERNAL_DIFF=./evil git diff
GIT_PAGER=./evil git log
PAGER=./evil git log
PAGER='sh -c "touch x"' git log
GIT_DIR=/tmp/evil git status
GIT_SSH_COMMAND=evil git ls-remote origin
EDITOR=evil git log
LESSOPEN='|evil %s' less f
BASH_ENV=./evil bash -c ls
ENV=./evil sh -c ls
IFS=x ls
IFS=/ ; ls
PS4='$(touch x)' bash -xc ls
PS4='$(touch x)'; set -x; ls
SHELLOPTS=xtrace PS4='$(touch x)' bash -c ls
BASH_FUNC_ls%%='() { touch x; }' bash -c ls
env 'BASH_FUNC_ls%%=() { touch x; }' bash -c ls
CDPATH=. cd x
HOME=/tmp git status
XDG_CONFIG_HOME=/tmp git status
TMPDIR=. sort big
RIPGREP_CONFIG_PATH=./evil rg foo
TAR_OPTIONS='--to-command=evil' tar -tf a.tar
GREP_OPTIONS=x grep a b
POSIXLY_CORRECT=1 ls
MANPAGER=evil man ls | cat
LC_ALL=/tmp/evil ls
LANGUAGE=../../evil ls
x=1 y=2 ls
foo=bar git log
env PATH=. ls
env -S 'rm x'
env -S'touch x'
env --split-string='touch x'
env $x ls
env "$x" ls
env GIT_PAGER=evil git log
env -C dir ./x
export -f ls
export x=1
declare -x PATH=.
declare -i n='a[$(touch x)]'
declare -n ref=PATH
typeset -i n
local x=1
readonly x=1
let 'a[$(touch x)]=1'
let x=1
((a[$(touch x)]++))
((x))
echo $((a[$(touch x)]))
echo $((x))
echo $((x+1))
x='a[$(touch x)]'; echo $((x))
x='a[$(touch y)]'; [[ $x -eq 1 ]]
x='a[$(touch y)]'; [[ x -eq 1 ]]
[[ $n -gt 5 ]]
[[ a[$(touch x)] -eq 1 ]]
[[ -v 'a[$(touch x)]' ]]
[[ -v a[$(touch x)] ]]
[ -v 'a[$(touch x)]' ]
test -v 'a[$(touch x)]'
test "$op" 'a[$(touch x)]'
[ a > file ]
[ a >> file ]
[ "$x" > 5 ]
[ a || ./evil ]
[ a && ./evil ]
[ a | ./evil ]
[ a & ./evil ]
[ a < b ]
[ ( a ) ]
[ -n a && b ]
[ -f a && -f b ]
[[ a & b ]]
[[ a | b ]]
[[ a >> b ]]
sh -c '[[ a > b ]]'
sh -c '((3 > 2))'
dash -c 'if [[ a > b ]]; then ls; fi'
while [ a > file ]; do break; done
if [ 5 > 3 ]; then ls; fi
[ $x ]
[ -n $x ]
[ "$a" "$b" ]
[[ $x -ge $(cat n) ]]
echo ${x@P}
x='$(touch y)'; echo ${x@P}
echo ${!x}
x='a[$(touch y)]'; echo ${!x}
echo ${a[$(touch x)]}
echo ${a[x]}
echo ${x:$(touch y)}
echo ${x:y}
echo ${x:0:n}
echo ${x:=$(touch y)}
echo ${x:=1}
echo ${x:?$(touch y)}
echo ${x/$(touch y)/b}
echo ${PATH:=x}
echo "${x@A}"
a[0]=1
a[$(touch x)]=1
a=([$(touch x)]=1)
printf -v x y
printf -v 'a[$(touch x)]' y
printf '%n' 'a[$(touch x)]'
printf "$x" y
printf "%s%n" a 'b[$(touch x)]'
read x[0]
read 'a[$(touch x)]' < f
read PATH < f; ls
read -r PATH
while read PATH; do ls; done < f
for PATH in .; do ls; done
for IFS in x; do ls; done
mapfile -C 'touch x' -c 1 a < f
mapfile -t PATH
readarray -C evil a
select x in a; do ls; done
coproc ls
coproc { touch x; }
getopts a x
wait -p 'a[$(touch x)]'
jobs -x touch x
compgen -W '$(touch x)'
compgen -C 'touch x'
complete -C x y
bind -x '"a": touch x'
fc -s
history -w f
history -s x
shopt -s expand_aliases
shopt -s extglob
set -o posix
set -k
set -a; PATH=.
ulimit -c unlimited
umask 000
dirs -c; pushd x; ./y
ls !(x)
ls @(a|b)
ls +(a)
find $X
find "$X"
find . $X
find . "$X"
find $X -name y
find "$@"
find *
find . *
find . -nam*
find $(cat dirs)
find . -exec "$cmd" {} \;
find . -exec $cmd \;
find . -exec {} \;
find . -exec sh -c 'cat {}' \;
find . -exec sh {} \;
find . -exec ./x \;
find . -ok ls {} \;
find . -okdir ls {} \;
find . -files0-from x
find . -name
find . -name $x
find . -execdir sort {} \;
sort $OPTS file
sort "$x"
sort *
sort -T . big
sort --compress-program=./evil file
sort --compress-program ./evil -S 1k file
sort --compress=./evil file
sort --out=x file
sort --outpu x file
sort -k $x -- -o
uniq in out
uniq -c in out
uniq $x
uniq *
uniq a*
uniq -- a b
uniq {a,b}
uniq - out
xxd in out
xxd $x
xxd a "$b" c
xxd *
sed -n "$x" file
sed "$x" file
sed $x file
sed -f script file
sed -n -f script file
sed --file=script file
sed -nf script file
sed --in-pl s/a/b/ file
sed --in s/a/b/ f
sed -n '1e touch x' file
sed '1e' file
sed 's/a/b/e' file
sed 's/.*/touch x/e' file
sed 's/a/b/ge' file
sed 's/a/b/pe' file
sed 'e touch x' file
sed -n '/a/e touch x' file
sed 's/[/]w x/b/' file
sed 's/[/]/g;#/w out' file
sed '$!e' f
sed '1r /dev/stdin' f
sed -s -n $x f
sed p *
sed p $f
sed 'a\' -e 'w x' f
sed 's/a/b\' -e 'w x/' f
sed "s/a/$x/" file
sed -n "${n}p" file
sed y/abc/ab\ f
sed --expression "$x" f
awk "$x" file
awk $x file
awk '{system("touch x")}' file
awk 'BEGIN{system("touch x")}'
awk '{print | "sh"}' file
awk '{print | "cat > x"}' file
awk '"touch x" | getline' file
awk 'BEGIN{"date" | getline d; print d}'
awk '{print |& "sh"}' file
awk -f script file
awk -i inplace '{print}' file
gawk -i inplace '{print}' file
gawk -o '{print}' f
gawk --pretty-print=x '{print}' f
gawk -p '{print}' f
gawk -d '{print}' f
gawk -l evil '{print}' f
gawk -E x
gawk -e 'BEGIN{system("touch x")}'
gawk --include x '{print}' f
awk '@load "x"' f
awk '@include "x"; {print}' f
awk '{f="system"; @f("touch x")}' f
awk '{close("x")}' f
awk --exec x
awk '{a/b; print "x" > "f"; c/d}' f
awk '{if (x) /a"b/; print "q"}' f
awk '{getline x < "f"; print x | "sh"}' f
awk $'{print > "x"}' f
awk -F, -f x
awk -vx=1 -f x f
mawk -W exec x
jq -f x $y
jq $x .
xargs -p ls
xargs sh
xargs sh -c
xargs bash < f
xargs -I{} {} x
xargs -I{} sh -c 'echo {}'
xargs -I X sh -c 'X'
xargs -i sh -c 'cat {}'
xargs --replace=Q sh -c Q
xargs env
xargs find
xargs sort
xargs sed -n p
xargs git log
xargs xargs
xargs uniq
xargs timeout 5
xargs --process-slot-var=PATH ls
xargs eval
xargs -a f sh
xargs $x
xargs find . -name
xargs git
git
git foo
git st
git $x
git "$x"
git log $x
git log "$x"
git diff $x
git diff *.py
git show "$sha"
git log --output=x
git diff --output=x
git diff --output x
git diff --outp=x
git diff --out=x
git show --output=x
git log -p --output=x
git diff-tree --output=x HEAD
git stash show --output=x
git stash list --output=x
git reflog --output=x
git reflog show --output=x
git shortlog --output=x
git rev-list --output=x HEAD
git diff --ext-diff
git log --ext-diff -p
git log --textconv
git show --textconv
git cat-file --textconv HEAD:x
git cat-file --filters HEAD:x
git blame --textconv x
git grep --textconv x
git log --show-signature
git log --format=%G?
git log --pretty='%h %GS'
git for-each-ref --format='%(signature)'
git grep -O foo
git grep -Oless foo
git grep -nO foo
git grep --open-files-in-pager foo
git grep --open-files-in-pager=evil foo
git grep --open foo
git -p log
git --paginate log
git -c core.pager=evil log
git -c core.fsmonitor=./evil status
git -c alias.x='!touch y' x
git -c alias.log='!touch y' log
git -c diff.external=./evil diff
git -c core.sshCommand=evil ls-remote origin
git -c core.hooksPath=. status
git -c "$x" log
git -c pager.log=evil log
git -c core.editor=evil config -e
git -ccore.pager=evil log
git --config-env=core.pager=X log
git --exec-path=. log
git --git-dir=/tmp/evil log
git --git-dir /tmp/evil log
git --work-tree=. --git-dir=x status
git --namespace=x log
git --attr-source=x diff
git --bare log
git --super-prefix=x log
git help log
git log --help
git --help log
git difftool
git mergetool
git instaweb
git gui
git citool
git web--browse x
git upload-pack .
git upload-archive .
git receive-pack .
git ls-remote --upload-pack=evil origin
git ls-remote --exec=evil origin
git ls-remote ext::sh
git ls-remote 'ext::sh -c touch% x'
git ls-remote ./evil
git ls-remote ssh://-oProxyCommand=evil/x
git ls-remote $x
git remote show ext::x
git remote show ./x
git remote -v update
git remote $x
git submodule foreach 'touch x'
git submodule foreach --recursive ls
git bisect run ./x
git bisect visualize
git rebase --exec ls
git archive --output=x HEAD
git archive -o x HEAD
git archive --format=zip HEAD
git format-patch HEAD~1
git bundle create x HEAD
git send-email x
git svn fetch
git p4 sync
git lfs pull
git daemon
git http-backend
git credential fill
git credential-store store
git filter-branch
git fast-export --export-marks=x HEAD
git rev-list --use-bitmap-index --test-bitmap HEAD
git log --remerge-diff
git merge-tree a b
git branch $x
git branch "$x"
git branch -l foo
git branch --contains -D x
git branch --list -D x
git branch *
git tag $x
git tag *
git tag -v v1
git tag -n5 -d x
git stash $x
git stash show $x
git stash store abc
git stash create
git config $x
git config "$x" "$y"
git config user.name $x
git config --file=x a.b c
git config --get-urlmatch a b
git config --global --list --unset a.b
git config user.name "$x"
git reflog $x
git worktree $x
git symbolic-ref HEAD $x
git clean -n $x
git apply --check --apply a.patch
git hash-object -w file
git fsck --lost-found
git diff-files --output=y
git verify-commit HEAD
git status --output=x
git log --exec=x
git log {--output=x,-1}
git log --{output=x,oneline}
git log --out\put=x
git log "--output=x"
git log --out'put'=x
git log $'--output=x'
git log $'\x2d-output=x'
git log `echo --output=x`
git log $(echo --output=x)
git log --format="$x"
git log --format='%h' $x
rg --pre=evil foo
rg --pre evil foo
rg --hostname-bin=evil foo
rg --pr=evil foo
rg $x
rg foo $x
rg foo *
rg "$x" src
fd -x rm
fd -X rm
fd --exec rm
fd --exec-batch rm
fd -e py -x touch
fd $x
ag --pager=evil foo
ag --pager evil foo
ack --pager=evil foo
bat --pager=evil f
bat $x
tree -R -H . -L 1
tree $x
tree *
file $x
file -m x -C
date $x
date "$x"
date *
hostname $x
hostname *
env -
tar -tf $x
tar tfI a.tar evil
tar tIf evil a.tar
tar tf h:a
xxd a -ps
xxd -g 1 a -ps
uniq a -c
unzip a.zip -l
gzip a -c
git config a.b -l --bool-or-int
nm @x
diff3 --diff-program=evil a b c
arch -x86_64 ls
uname x
ls | xargs -I{} -n1 sort
ls | xargs -n1 -I{} sort
cloc --vcs=evil .
kill -0 -9 1
pmap -N x 1
tar -tf "$x"
tar -tf host:a.tar
tar -tf a.tar -I evil
tar -tf a.tar --use-compress-program=evil
tar -tf a.tar --to-command=evil
tar -tf a.tar --checkpoint=1 --checkpoint-action=exec=evil
tar --rsh-command=evil -tf h:a
tar -tf a.tar --index-file=x
tar -tf a.tar -F evil
tar -tf a.tar --info-script=evil
tar -t --new-volume-script=evil -f a.tar
tar $x
tar
unzip a.zip
unzip -x a.zip
gzip file
gzip -d file.gz
gunzip file.gz
gzip -k file
bzip2 file
xz file
xz -d f.xz
zstd f
zstd -d f.zst
zstdcat -o out f.zst
zstd -dc f.zst -o out
zcat --x f
cpio -o
ar x lib.a
7z x a.7z
7z l a.7z -oout
yq $x f
yq 'system("x")' f
openssl enc -in a -out b
openssl dgst -out x f
openssl x509 -in a -out b
openssl genrsa
openssl
lsof -Db
dmesg -n 1
mount /dev/sda /mnt
ip link set eth0 down
ip addr add 1.2.3.4 dev eth0
ip netns exec x ls
ifconfig eth0 down
route add default gw x
arp -d x
iptables -L
stty -echo
tput reset
top -b -n1 -x
journalctl --cursor-file=x
journalctl --flush
systemctl -H host status
systemctl $x
npm $x
npm exec x
npm x y
npm help install
npm run --silent
npm config set
npm view --registry=http://evil x
pip $x
pip --log x list
pip list --log x
pip --python ./evil list
pip config set a b
pip config edit
pip cache purge
uv run x
uv sync
uv pip install x
cargo tree
cargo metadata
cargo run
cargo x
cargo --config x version
go run .
go list -export ./...
go list -toolexec=evil ./...
go list -mod=mod ./...
go generate
go $x
go env -u A
go doc $x
docker -H x ps
docker --config x ps
docker cp a b
docker inspect $x
docker compose run x
docker compose config -o x
docker compose -f x up
docker system prune
docker $x
kubectl --kubeconfig=evil get pods
kubectl cluster-info dump --output-directory=x
kubectl diff -f x
kubectl proxy
kubectl config set-context x
kubectl config use-context x
kubectl rollout restart deploy/x
kubectl get pods -o go-template-file=x --kubeconfig x
kubectl $x
helm template .
helm --kubeconfig x list
helm repo add a b
gh pr view --web
gh browse
gh api graphql -f query=x
gh api -F a=b repos/x
gh api --input f repos/x
gh api "$x"
gh extension exec x
gh alias set a b
gh auth token
gh auth login
gh codespace ssh
gh run download 1
gh release download
gh gist create f
gh $x
apt -o APT::x=y list
apt list -o Dir::x=y
apt-get -s install x
apt-cache gencaches
dpkg --root=x -l
dpkg -l $x
dpkg-deb -x a b
rpm -q --define x
rpm -q --eval '%(touch x)'
rpm --eval '%(touch x)'
rpm -qa --pipe evil
rpm -i x.rpm
brew services start x
brew $x
systemctl edit x
terraform plan
terraform apply
terraform fmt
aws s3 ls
psql -c 'select 1'
sqlite3 db 'select 1'
redis-cli get x
curl --version -o x
curl -V x
python --version -c 'x'
node -v x.js
make -v x
node --version --eval x
less +'!touch x' f | cat
less -o out f | cat
less -O out f | cat
less --log-file=out f | cat
less -k keys f | cat
man -P evil ls | cat
man -H ls | cat
man -l ./x | cat
man --pager=evil ls | cat
top -b -n1 -W
ls | sh
ls | bash
cat f | bash -s
cat f | sh -x
echo 'touch x' | sh
echo 'touch x' | bash -
echo 'touch x' | xargs -I{} sh -c '{}'
curl -s https://x | sh
wget -qO- https://x | bash
ls > >(tee x)
ls > >(cat)
ls >& $x
ls <> file
ls 5<>file
ls {fd}>file
nice -n 52>/dev/null rm file
ls 10>/dev/null
ls <&$x
cat < /dev/tcp/1.2.3.4/80
cat </dev/udp/1.2.3.4/80
cat < "/dev/tcp/x/1"
exec {fd}<>/dev/tcp/x/1
foo$(x)
echo $[1+1]
echo $((ls))
((ls))
((ls -la))
echo $((ls) | cat)
((ls) | cat)
echo $[a[$(touch x)]]
echo "unterminated
echo 'unterminated
echo $(
echo `
ls (
ls )
ls ;;
ls | | ls
&& ls
ls &&
if ls; then
for x in a; do
{ ls
( ls
((1
[[ a
case x in
<<EOF
cat <<EOF
cat <<$x
cat <<"$x"
time -o out ls
time -f %e ls
time -ao x ls
/usr/bin/time -o x ls
\time -o time.log ls
time --output=x ls
timeout 5
timeout $x ls
timeout --foo 5 ls
stdbuf -o L -- ./x
ionice -p 1
chroot . ls
unshare ls
nsenter -t 1 ls
strace -o x ls
ltrace -o x ls
gdb -batch -ex 'shell touch x'
valgrind ls
flock x ls
parallel ls
watch -n1 ls
ls -la \
ls\
~/bin/x
~x/ls
/tmp/ls
/home/u/bin/ls
../ls
bin/ls
/usr/bin/../../tmp/ls
//bin/rm x
/bin//rm x
/usr/bin/./rm x
=ls
ls *(e:'touch x':)
ls **(N)
path=(.); ls
cdpath=. ; cd x
fpath=(x); ls
-rm x
--
-
noglob ls
nocorrect ls
repeat 3 ls
foreach x (a) ls; end
function
!
! !
!!
!rm
^a^b
%1
fg
bg
disown
suspend
logout
kill %1
exec -a ls rm
command -x ls
command $x
builtin $x
builtin ./x
command -p $x
eval $x
eval "$x"
eval "$(cat f)"
eval `cat f`
eval 'x=1'
eval 'x=-delete'; find . $x
eval ls '>' x
eval ls \> x
eval 'read x'
bash -c $x
bash -c "$x"
bash -c "ls $x"
bash -c
bash -c 'ls' -c 'rm'; ./x
bash $x
bash -x script
bash -n
bash -n $x
bash --rcfile x -c ls
bash --init-file x -ic ls
bash -ic ls
bash -O expand_aliases -c ls
bash -s
bash -c ls; bash f
bash -nc ls f; bash f
sh -c "$(cat f)"
fish -c ls
pwsh -c ls
busybox ls
busybox rm x
toybox ls
x=-delete; find . $x
x=-delete; find . "$x"
x='-o y'; sort $x f
x=-oy; sort $x f
x=-oy sort f
for x in -delete; do find . $x; done
for x in a -delete; do find . "$x"; done
for x in $(cat f); do find . $x; done
read x < f; find . $x
read x <<< -delete; find . "$x"
x=a; read x < f; sort "$x"
x=a; "read" x < f; sort "$x"
x=a; command read x < f; sort "$x"
x=a; builtin read x < f; sort "$x"
x=a; eval 'x=-oy'; sort "$x"
x=a; for x in -oy; do :; done; sort "$x"
x=a; x=-oy; sort "$x"
x=a; unset x; sort -k $x -o y
x=a; x+=b; sort "$x"
x=a; : ${x:=b}; sort "$x"
x=a & sort "$x"
(x=a); sort "$x"
true | x=a; sort "$x"
false && x=a; sort "$x"
if false; then x=a; fi; sort "$x"
sort "$(echo -oy)"
sort `echo -oy`
sort ${x:--oy}
sort ${x}
sort "${x:-a}"
sort "${x#y}"
f=$(ls); sort "$f"
sort $1
sort "$1"
sort "$@"
sort "${a[@]}"
tee $x
tee "$x"
tee -p x
cat f | tee "$out"
ls | dd of=x
ls | sponge x
cat x | install /dev/stdin y
ptx -G a b
split -b 1 x
logger x
wall x
write u
mail u
crontab -
visudo
newgrp x
script -c ls
expect -c x
osascript -e x
open .
xdg-open .
pbcopy < f
say x
code .
code --install-extension x
claude -p x
codex exec x
"""
"""One to a line; whether they change something cannot be told from the text, or they run something else."""

DOUBTFUL_LONG = (
    "l\\\ns",
    "ls\\\n-la",
    'echo "$\\\n(touch x)"',
    'x=a; xy=-delete; find . "$x\\\ny"',
    "ls='a[$(touch x)]'; echo $(\\\n(ls))",
    "ls='a[$(touch x)]'; (\\\n(ls))",
    'echo "a\\\nb"',
    "ls -l\\\na",
    "echo a &\\\n& rm x",
    "ls \\\n\\\n",
    "cat <<EOF\n$(touch x)\nEOF",
    "cat <<EOF\n`touch x`\nEOF",
    "cat <<EOF\n${x:=$(touch y)}\nEOF",
    "cat <<EOF\n$((a[$(touch x)]))\nEOF",
    'cat <<E"O"F\nx\nEOF',
    "cat <<EOF\nfoo\\\nEOF\nrm x\nEOF",
    "cat <<A <<B\nx\nA\n$(touch y)\nB",
    "cat <<EOF\nx",
    "cat <<EOF; ls\nx\nEOF",
    "python - <<'EOF'\nprint(1)\nEOF",
    "python3 <<EOF\nopen('x','w')\nEOF",
    "node <<EOF\n1\nEOF",
    "bash -s <<EOF\nls\nEOF",
    "ls\r\nrm x",
    "ls\rrm x",
    "ls\x00rm x",
    "ls \x1b[A",
    "ls\x7f",
    "ls\x0brm x",
    "ls\x0crm",
    "ls\u200b",
    "ls \u202e rm",
    "ls\u00a0-la",
    "ls \ufeff",
    "ls\u2028rm x",
    "ls\u0085rm x",
    "ls \ud800",
    "ls \ue000",
    "\ufeffls",
    "l\u00ads",
    "lѕ",
    "сat file",
    "ls; " * 3000,
    "(" * 200 + "ls" + ")" * 200,
    "{ " * 200 + "ls; " + "} " * 200,
    "$(" * 200 + "ls" + ")" * 200,
    "echo " + '"$(' * 80 + "ls" + ')"' * 80,
    "if true; then " * 100 + "ls; " + "fi; " * 100,
    "bash -c '" * 1 + "bash -c \"bash -c 'x'\"'",
    "a" * 30000,
    "echo $'a\\'; touch x; echo \\'b'",
    'echo "$(echo \\"$(touch x)\\")"',
    "echo `echo \\`touch x\\``",
    'echo "`echo \\"hi\\"`"',
    "sed -n '1{\nr x\n}' f",
    "sed 'a\\\nfoo\\\nw x' f",
    "sed 's/a/x\n/w y' f",
    "awk '{\nsystem(\"x\") }' f",
    "case x in\n  $(touch x)) ;;\nesac",
    "case x in x) ls;& *) rm x;; esac",
    "case x in x) ls;;& *) ls;; esac",
    "for x in a\ndo ls\ndone <<EOF\n$(touch x)\nEOF",
    "ls <<EOF | cat <<EOG\na\nEOF\nb\nEOG",
    "if ls; then pwd; fi; }",
    "ls\n}",
    "ls\nfi",
    "ls\n)",
    "alias x=rm\nx y",
    "x=1\n$x",
    "set -o posix\nls",
    "shopt -s extglob\nls !(a)",
)
"""Those with newlines or unusual characters in them."""
