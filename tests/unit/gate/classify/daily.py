"""Commands that change nothing, as coding agents issue them; the label was written before the rules were tried on them."""

from __future__ import annotations

__all__ = ["DAILY", "DAILY_LONG", "FURTHER", "MISSED"]

DAILY = r"""
ls
ls -la
ls -la src/
ls -lah --color=never
ls -R src | head -100
ls *.py
ls -1 tests/*.py | wc -l
ls -t | head -5
ls -d */
ls src tests docs
ls -la /usr/local/bin
ls {src,tests}/*.py
ls "my dir"
ls ~/.config
ls $HOME
ls -la; cat package.json
ls -la && git status
pwd
pwd && ls -la
pwd; git rev-parse --show-toplevel
cat README.md
cat package.json
cat -n src/main.py
cat -A Makefile | head
cat src/a.py src/b.py
cat "file with spaces.txt"
cat package.json | jq .
cat package.json | jq '.scripts'
cat package.json | jq -r '.dependencies | keys[]'
cat .gitignore 2>/dev/null
cat .env.example 2>/dev/null || echo "no example"
cat pyproject.toml | grep -A5 dependencies
cat /etc/os-release
cat /proc/cpuinfo | grep processor | wc -l
head README.md
head -20 src/main.py
head -n 50 src/main.py
head -c 200 data.bin | xxd
head -5 *.csv
tail -20 app.log
tail -n 100 app.log | grep ERROR
tail -n +10 src/main.py | head -20
tail -c 100 data.bin | od -c
head -100 src/main.py | tail -40
wc -l src/*.py
wc -l $(git ls-files '*.py')
wc -c data.bin
wc README.md
find . -name "*.py"
find . -name '*.py' -not -path './.git/*'
find . -name '*.py' -not -path './.git/*' | xargs wc -l | sort -n | tail
find . -name '*.ts' -o -name '*.tsx'
find . -type f -name "*.json" | head -20
find . -type f | wc -l
find . -type d -name node_modules -prune -o -type f -name '*.js' -print
find . \( -name node_modules -o -name .git \) -prune -o -print | head -50
find src -type f -exec wc -l {} +
find src -name '*.py' -exec grep -l "import os" {} \;
find src -name '*.py' -print0 | xargs -0 grep -n TODO
find . -maxdepth 2 -type d
find . -maxdepth 1 -mindepth 1 -type d | sort
find . -mtime -1 -type f
find . -newer package.json -type f
find . -size +1M -type f -exec ls -lh {} \;
find . -empty -type f
find . -path ./node_modules -prune -o -name '*.md' -print
find . -regex '.*\.\(c\|h\)$'
find . -type f -printf '%s %p\n' | sort -rn | head
find / -name "libssl*" 2>/dev/null | head -5
find . -iname "*readme*" -maxdepth 3
find . -type f -name "*.log" -ls
find src tests -name "*.py" | sort
find . -perm -u+x -type f
find "$HOME/projects" -maxdepth 1 -type d
grep foo file
grep -rn "TODO" .
grep -rn "def main" src/
grep -rn --include="*.py" "import re" .
grep -rnE "foo|bar" src tests
grep -rl "foo" --include='*.ts' src | head
grep -c "" README.md
grep -v '^#' config.ini | grep -v '^$'
grep -n "class " src/main.py
grep -A3 -B3 "error" app.log
grep -oP '"version": "\K[^"]+' package.json
grep -q foo README.md && echo yes || echo no
grep -w id src/main.py | sort | uniq -c
grep -rn "foo" . --exclude-dir=node_modules --exclude-dir=.git
grep -i "error\|warn" app.log | tail -20
grep -n "^\[" pyproject.toml
grep "$USER" /etc/passwd
egrep "a|b" f
fgrep "a.b" f
rg foo
rg -n foo src
rg -n foo src | sed -n '1,80p'
rg -n "def \w+\(" --type py
rg --files
rg --files | head -100
rg --files -g '*.rs' -g '!target/**'
rg -l "TODO|FIXME" src
rg -i -C3 "error" --glob '*.log'
rg "foo" -t py -t js --stats
rg -nU "fn main\(\) \{\n" src
rg -c foo src | sort -t: -k2 -n | tail
rg --hidden --no-ignore -n secret .
rg -o "v[0-9]+\.[0-9]+" --no-filename | sort -u
rg "foo" -A 3 -B 3 --max-count 5
rg --json foo | head -5
rg -e foo -e bar src
rg -F 'a[0]' -n .
rg --type-list | head
rg -uuu foo
rg "foo bar" --max-columns 200 --sort path
ag foo src
ag -l foo
ag --python "def main"
fd main
fd -e py
fd -e py . src | head
fd -t f -H config
fd --type d --max-depth 2
fdfind readme
tree
tree -L 2
tree -L 3 -I 'node_modules|.git'
tree -a -L 1 --dirsfirst
tree src -P '*.py' --prune
stat README.md
stat -c '%s %n' *
stat -f '%z' file
file README.md
file -b --mime-type image.png
file src/*
du -sh .
du -sh * | sort -h
du -ah --max-depth=1 | sort -rh | head -20
df -h
df -h . | tail -1
readlink -f link
realpath src/main.py
basename src/main.py .py
dirname src/main.py
sort names.txt
sort -u names.txt | wc -l
sort -k2 -n data.txt
sort -t, -k3,3nr data.csv | head
sort names.txt | uniq -c | sort -rn | head -20
sort -n -r < data.txt
sort -V tags.txt
uniq -c names.txt
uniq -d sorted.txt
cut -d: -f1 /etc/passwd
cut -d',' -f2-3 data.csv | head
cut -c1-80 app.log
tr 'a-z' 'A-Z' < README.md
tr -d '\r' < file.txt
echo "$PATH" | tr ':' '\n'
nl -ba src/main.py | sed -n '10,40p'
nl README.md | head
tac app.log | head
rev names.txt
fold -w 80 README.md
fmt -w 72 README.md
paste a.txt b.txt
paste -sd+ numbers.txt
join a.txt b.txt
comm -12 a.txt b.txt
comm -3 <(sort a.txt) <(sort b.txt)
diff a.txt b.txt
diff -u a.py b.py
diff -r src old/src
diff -rq dir1 dir2
diff <(git show HEAD:file.py) file.py
diff <(ls src) <(ls tests)
cmp a.bin b.bin
column -t -s, data.csv | head
md5sum file
sha256sum dist/*.whl
sha1sum < file
shasum -a 256 file
cksum file
xxd file | head
xxd -l 64 data.bin
xxd -s 16 -l 32 data.bin
od -An -tx1 -N16 data.bin
hexdump -C data.bin | head -20
strings data.bin | head
strings -n 8 binary | grep version
base64 file | head -c 100
echo aGVsbG8= | base64 -d
echo hello
echo "hello world"
echo $HOME
echo "$PATH"
echo "exit: $?"
echo -n hello | wc -c
echo -e "a\nb"
echo "---"; ls; echo "---"
echo $((1 + 2))
echo "lines: $(wc -l < README.md)"
echo "branch: $(git branch --show-current)"
printf '%s\n' hello
printf '%s\n' "$HOME"
printf "%d\n" 42
printf 'a\tb\n'
true
false
:
test -f README.md
test -f README.md && echo exists
test -d src || echo missing
[ -f README.md ]
[ -f README.md ] && cat README.md
[ -d node_modules ] && echo yes || echo no
[ "$(id -u)" = 0 ] && echo root
[ -z "$VIRTUAL_ENV" ] && echo "no venv"
[ -n "$CI" ]
[[ -f README.md ]] && echo yes
[[ "$OSTYPE" == darwin* ]] && echo mac
[[ $SHELL =~ zsh$ ]] && echo zsh
[[ -f a && -f b ]]
seq 10
seq 1 2 10
expr 1 + 2
date
date +%Y-%m-%d
date -u +"%Y-%m-%dT%H:%M:%SZ"
date -d yesterday
date -d '2024-01-01' +%s
date -r file
cal
uptime
whoami
id
id -u
groups
uname -a
uname -s
uname -m
hostname
hostname -f
arch
nproc
env
env | sort
env | grep -i proxy
printenv
printenv PATH
which python3
which node npm
type ls
type -a python
command -v git
command -v rg >/dev/null && echo yes
command -v node && node --version
whereis gcc
ps aux
ps aux | grep node
ps -ef | grep -v grep | grep python
ps -p 1 -o pid,cmd
pgrep -fl python
pstree -p
top -b -n1 | head -20
free -h
free -m
vmstat 1 2
lsof -i :3000
lsof -nP -iTCP -sTCP:LISTEN
ss -tlnp
ss -tulpn | grep 8080
netstat -tlnp
lsblk
lscpu
lscpu | grep 'Model name'
ip addr
ip a
ip route show
ifconfig
getent passwd root
getconf PAGE_SIZE
ulimit -n
umask
sysctl -n hw.ncpu
dmesg | tail
mount | head
jq . package.json
jq '.dependencies' package.json
jq -r '.[] | .name' data.json
jq -r '.items[] | select(.age > 30) | .name' data.json
jq --arg v 1 '.a == $v' data.json
jq -n '1+1'
jq -s 'length' a.json b.json
jq keys package.json
yq '.services' docker-compose.yml
yq -r .name config.yaml
sed -n '1,80p' src/main.py
sed -n 10,20p file
sed -n '5p' file
sed -n '/start/,/end/p' file
sed -n '/^def main/,/^def /p' src/main.py
sed 's/foo/bar/' file
sed 's/foo/bar/g' file | head
sed -e 's/a/b/' -e 's/c/d/g' file
sed '/^#/d' config
sed '/^$/d;/^#/d' config
sed -E 's/([a-z]+)=(.*)/\2=\1/' file
sed 's|/usr|/opt|g' file
sed -n '$p' file
sed -n '$=' file
sed 1d data.csv | head
sed '1,10d' file
sed = file | sed 'N;s/\n/\t/'
sed -n '1,200p' src/a.py && sed -n '1,200p' src/b.py
sed ':a;N;$!ba;s/\n/,/g' list.txt
sed -ne '1,5p' file
sed 's/\x1b\[[0-9;]*m//g' app.log
sed -n "1,50p" "src/main.py"
awk '{print $1}' file
awk -F, '{print $2}' data.csv
awk -F: '$3 > 1000 {print $1}' /etc/passwd
awk 'NR>=10 && NR<=20' file
awk 'NR==5' file
awk '{s+=$1} END {print s}' numbers.txt
awk '{sum += $1; n++} END {if (n > 0) print sum / n}' numbers.txt
awk '/start/{f=1} f; /end/{f=0}' file
awk '!seen[$0]++' file
awk '{printf "%-20s %s\n", $1, $2}' file
awk 'length > 100' src/main.py
awk -v n=3 'NR % n == 0' file
awk 'BEGIN {for (i = 1; i <= 3; i++) print i}'
awk '{print NR": "$0}' file | head
awk -F'\t' '{print NF; exit}' data.tsv
awk '/^\[/{s=$0} /version/{print s, $0}' pyproject.toml
awk '{a[$1]++} END {for (k in a) print k, a[k]}' f | sort -k2 -rn
awk '$1 ~ /foo|bar/ {print $2}' file
awk 'FNR==1{print FILENAME} {print}' *.txt
awk '{gsub(/a/, "b"); print}' file
awk '{ if (NR % 2) print > "/dev/stderr"; else print }' file
xargs wc -l < files.txt
git ls-files | xargs wc -l | tail -1
git ls-files '*.py' | xargs grep -n "TODO"
git ls-files -z | xargs -0 grep -l foo
echo a b c | xargs -n1 echo
ls *.py | xargs -I{} basename {} .py
ls | xargs -I{} sh -c 'wc -l "$1"' _ {}
find . -name '*.py' | xargs -P4 -n10 grep -c foo
git status
git status -s
git status --short --branch
git status --porcelain
git status --porcelain=v2 --branch
git status -sb && git log --oneline -5
git log
git log --oneline
git log --oneline -20
git log --oneline --graph --all --decorate | head -30
git log -p -3
git log -n 5 --stat
git log --since="2 weeks ago" --author="me" --oneline
git log --pretty=format:"%h %an %ad %s" --date=short -10
git log --format='%H %s' -1
git log main..HEAD --oneline
git log --follow -p -- src/main.py
git log -S'foo' --oneline
git log --grep fix -i --oneline
git log -L 10,20:src/main.py
git log --name-only -1
git log --diff-filter=A --name-status
git log --no-merges --first-parent main -5
git log origin/main..HEAD
git log -1 --format=%cd
git log --all --oneline -- '*.sql'
git diff
git diff --stat
git diff HEAD~1
git diff --cached
git diff --staged --name-only
git diff main...HEAD
git diff main...HEAD --stat
git diff --name-status origin/main
git diff HEAD -- src/main.py
git diff -w --color=never
git diff --no-index a.txt b.txt
git diff --word-diff HEAD~1 README.md
git diff abc123 def456 -- src
git diff --check
git diff | head -200
git --no-pager diff
git --no-pager log --oneline -5
git --no-pager show HEAD --stat
git -C /tmp/repo status
git -C sub log -1
git -c color.ui=never status
git -c core.pager=cat log -3
git show
git show HEAD
git show HEAD --stat
git show HEAD:src/main.py
git show abc123 -- src/main.py
git show --name-only HEAD~2
git show HEAD~1:package.json | jq .version
git show --format= --name-only HEAD
git branch
git branch -a
git branch -vv
git branch -r
git branch --show-current
git branch --list 'feature/*'
git branch --contains abc123
git branch --merged main
git branch -a --sort=-committerdate | head
git tag
git tag -l
git tag -l 'v1.*'
git tag --sort=-v:refname | head -5
git tag --contains HEAD
git tag -n
git remote
git remote -v
git remote show origin
git remote get-url origin
git rev-parse HEAD
git rev-parse --short HEAD
git rev-parse --abbrev-ref HEAD
git rev-parse --show-toplevel
git rev-parse --is-inside-work-tree
git rev-list --count HEAD
git rev-list --left-right --count main...HEAD
git ls-files
git ls-files --others --exclude-standard
git ls-files -m
git ls-files | head -50
git ls-tree -r HEAD --name-only
git ls-tree HEAD src/
git cat-file -p HEAD
git cat-file -t abc123
git blame src/main.py
git blame -L 10,20 src/main.py
git blame -w -C HEAD -- src/main.py
git grep foo
git grep -n "foo bar" -- '*.py'
git grep -l TODO HEAD~1
git describe
git describe --tags --always
git describe --tags --abbrev=0
git shortlog -sn
git shortlog -sne HEAD
git reflog
git reflog -10
git reflog show main
git stash list
git stash show
git stash show -p stash@{0}
git config --get user.name
git config --list
git config -l --show-origin
git config user.email
git config --global --get core.editor
git worktree list
git submodule status
git for-each-ref --sort=-committerdate refs/heads --format='%(refname:short)'
git merge-base main HEAD
git diff $(git merge-base main HEAD)..HEAD --stat
git name-rev HEAD
git count-objects -vH
git check-ignore -v node_modules
git show-ref --heads
git symbolic-ref HEAD
git cherry -v main
git range-diff main~3..main HEAD~3..HEAD
git diff HEAD@{1}
git diff-tree --no-commit-id --name-only -r HEAD
git diff --quiet || echo dirty
git clean -n
git clean -nd
git --version
git var GIT_AUTHOR_IDENT
git ls-remote origin
git ls-remote --heads origin
git fsck --full
python --version
python3 --version
python3 -V
node --version
node -v
npm --version
npm -v
npm ls
npm ls --depth=0
npm list -g --depth=0
npm view react version
npm outdated
npm config get registry
npm run
npm root -g
pip --version
pip list
pip list --outdated
pip show requests
pip freeze
pip freeze | grep -i django
pip index versions requests
uv --version
uv pip list
cargo --version
rustc --version
rustup show
go version
go env
go env GOPATH
go list ./...
go list -m all
go doc fmt.Println
go mod graph
java -version
ruby --version
gcc --version
make --version
cmake --version
docker --version
docker ps
docker ps -a
docker ps --format '{{.Names}}'
docker images
docker logs web
docker logs --tail 100 web
docker inspect web
docker compose ps
docker compose logs --tail=50 web
docker network ls
docker volume ls
docker version
docker info
kubectl get pods
kubectl get pods -n default -o wide
kubectl get svc -A
kubectl describe pod web-1
kubectl logs web-1 --tail=100
kubectl config current-context
kubectl version --client
helm list
gh pr view
gh pr view 123
gh pr view 123 --json title,body,comments
gh pr list
gh pr list --state open --limit 20
gh pr diff 123
gh pr checks 123
gh pr status
gh issue list
gh issue view 45 --comments
gh run list --limit 5
gh run view 123456 --log-failed
gh repo view
gh api repos/owner/repo/pulls/1/comments
gh auth status
apt list --installed
apt list --installed 2>/dev/null | grep ssl
apt-cache policy python3
apt-cache search foo
apt show curl
dpkg -l
dpkg -l | grep ssl
dpkg -L coreutils
dpkg -S /bin/ls
rpm -qa
brew list
brew info node
brew --prefix
systemctl status nginx
systemctl status nginx --no-pager
systemctl list-units --type=service --state=running
systemctl is-active nginx
journalctl -u nginx -n 50 --no-pager
journalctl --since "1 hour ago" --no-pager
tar -tf archive.tar
tar tzf archive.tar.gz
tar -tvf archive.tar.gz | head
tar --list -f a.tar
unzip -l archive.zip
unzip -p archive.zip file.txt
zipinfo archive.zip
zcat app.log.gz | head
zgrep error app.log.gz
gzip -l a.gz
gunzip -c a.gz | head
xz -dc a.xz | head
bzcat a.bz2 | wc -l
openssl version
openssl dgst -sha256 file
openssl x509 -in cert.pem -noout -text
man ls | head -50
man git-log | col -b | head -100
sleep 1
sleep 5; tail -20 app.log
sleep 2 && ps aux | grep node
cd src && ls
cd src && git status | head
cd /tmp/repo && git log --oneline -5
cd "$(git rev-parse --show-toplevel)" && ls
cd src; pwd; ls -la
(cd src && ls)
(cd src && find . -name '*.py' | wc -l)
{ ls; pwd; }
{ echo a; echo b; } | sort
ls | head
ls | grep py | wc -l
ls 2>/dev/null
ls nonexistent 2>&1
ls nonexistent 2>/dev/null || true
ls >/dev/null 2>&1 && echo ok
ls &>/dev/null
ls > /dev/null
ls 2>&1 | tee /dev/stderr | wc -l
cat <<< "hello"
wc -w <<< "a b c"
grep foo <<< "$PATH"
time ls
time find . -type f | wc -l
timeout 10 ls
timeout 5s git status
timeout 30 find / -name foo 2>/dev/null
nice -n 10 du -sh .
stdbuf -oL tail -5 app.log
LC_ALL=C sort file
LC_ALL=C ls -la
TZ=UTC date
NO_COLOR=1 rg foo
GIT_PAGER=cat git log -3
PAGER=cat git diff
env LC_ALL=C sort file
FORCE_COLOR=0 npm ls
for f in *.py; do echo $f; done
for f in *.py; do wc -l "$f"; done
for f in a.py b.py; do echo "== $f"; sed -n '1,20p' "$f"; done
for f in src/*.ts; do echo "=== $f ==="; cat "$f"; done
for i in 1 2 3; do echo $i; done
for i in {1..5}; do echo "line $i"; done
for i in $(seq 1 3); do echo $i; done
for d in */; do echo "$d: $(ls "$d" | wc -l)"; done
for b in $(git branch --format='%(refname:short)'); do echo "$b"; done
for f in $(git ls-files '*.md'); do head -1 "$f"; done
for cmd in node npm git; do which $cmd; done
for ((i=0; i<3; i++)); do echo $i; done
while read -r line; do echo "$line"; done < file.txt
git ls-files | while read -r f; do wc -l "$f"; done
cat files.txt | while IFS= read -r f; do echo "$f"; done
while IFS=, read -r a b; do echo "$b"; done < data.csv
find . -name '*.py' | while read f; do grep -c def "$f"; done
if [ -f package.json ]; then cat package.json; fi
if [ -f Makefile ]; then head Makefile; else echo none; fi
if git diff --quiet; then echo clean; else echo dirty; fi
if command -v rg >/dev/null; then rg foo; else grep -rn foo .; fi
case "$OSTYPE" in linux*) echo linux;; darwin*) echo mac;; esac
f=src/main.py; wc -l "$f"; head -5 "$f"
DIR=src; ls $DIR
x=$(git rev-parse HEAD); echo $x
n=$(wc -l < README.md); echo "$n"
ROOT=$(git rev-parse --show-toplevel) && ls "$ROOT"
count=$(ls | wc -l); echo "count: $count"
bash -c 'ls -la'
bash -lc 'git status'
bash -lc "rg -n foo src | head"
sh -c 'echo hi'
zsh -lc 'ls -la'
bash -n script.sh
set -e; ls
set -euo pipefail; git status; ls
! grep -q foo README.md
ls # list files
# just a comment
git log --oneline | head -5 # recent
\ls -la
/bin/ls
/usr/bin/git status
ls &
wait
history 5
alias
jobs
exit 0
export LC_ALL=C; sort file
shopt -s globstar; ls **/*.py
tput cols
less README.md | head
curl --version
psql --version
ls -la /nonexistent; echo "exit: $?"
echo "=== git ===" && git status -s && echo "=== files ===" && ls
cat a.txt | sort | uniq | wc -l
ps aux --sort=-%mem | head -10
du -sh node_modules 2>/dev/null
ls -la ~/.ssh 2>/dev/null | wc -l
grep -rn "foo" src | awk -F: '{print $1}' | sort | uniq -c | sort -rn
git log --format='%an' | sort | uniq -c | sort -rn | head -5
git diff --stat HEAD~5 | tail -1
git show HEAD | grep '^+' | wc -l
cat src/main.py | sed -n '10,20p' | cat -A
find . -name "*.test.ts" | head -20 | xargs -I{} grep -l "describe" {}
nl -ba src/app.py | sed -n '1,120p'
rg -n "class .*\(" src --glob '!**/tests/**' | head -50
ls -la .github/workflows 2>/dev/null && cat .github/workflows/*.yml
find . -name 'package.json' -not -path '*/node_modules/*' -exec jq -r .name {} \;
[ -f .env ] && grep -c = .env || echo 'no .env'
test -e foo && stat -c %Y foo
echo "a,b" | cut -d, -f1
echo "Test" | sed 's/T/t/' | tr a-z A-Z
cat file.txt | tr -s ' ' | cut -d' ' -f2
sort file | comm -23 - other
ls -l | awk '{total += $5} END {print total}'
cat data.json | jq '.[0]' | head -20
"""
"""One to a line."""

DAILY_LONG = (
    "ls -la\npwd\ngit status",
    "cd src\nls\n",
    "# look around\nls -la\n# and the history\ngit log --oneline -5\n",
    "git log \\\n  --oneline \\\n  -5",
    "find . -name '*.py' \\\n  -not -path './venv/*' |\n  xargs wc -l",
    "ls &&\n  pwd",
    "for f in a b c\ndo\n  echo $f\ndone",
    'for f in *.py; do\n  echo "== $f"\n  head -5 "$f"\ndone',
    "if [ -f a ]; then\n  cat a\nelif [ -f b ]; then\n  cat b\nelse\n  echo none\nfi",
    "while read -r f; do\n  wc -l \"$f\"\ndone < <(git ls-files '*.py')",
    "cat <<'EOF'\nhello $HOME `date`\nEOF",
    "cat <<EOF\nhello $HOME\nEOF",
    "cat <<EOF | grep hello\nhello\nEOF",
    "cat <<-EOF\n\thello\n\tEOF",
    "cat <<'EOF' | jq .\n{\"a\": 1}\nEOF",
    "case $1 in\n  a) ls ;;\n  *) pwd ;;\nesac",
    "echo 'a\nb\nc' | wc -l",
    "awk '\n/foo/ { n++ }\nEND { print n }\n' file",
    "sed -n '\n1,5p\n10,15p\n' file",
    "{\n  ls\n  pwd\n} 2>&1 | head",
    "set -e\nls\ngit diff --stat",
    'a=1\nb=2\necho "$a $b"',
    'for f in one two; do\n  if [ -f "$f" ]; then\n    cat "$f"\n  fi\ndone',
)
"""Those with newlines in them."""

FURTHER = r"""
git log --oneline --graph --decorate --all -n 20
git diff HEAD~3..HEAD --name-only | grep -E '\.py$'
awk 'NR==FNR{a[$1];next} $1 in a' f1 f2
awk -F'"' '{print $2}' f
sed -n '/foo/{=;p}' f
sed -n '/foo/{n;p;}' f
sed '$d' f
sed -n '2{p;q}' f
sed 's/[^,]*,//' f
sed 's/^[ \t]*//' f
sed -e '/x/!d' f
sed 'y/abc/xyz/' f
sed -n l f
sed '1~2d' f
sed "s/'//g" f
sed 's/"//g' f
sed '10q' f
sed -n '10,40p;41q' f
sed 's/\([a-z]*\).*/\1/' f
sed 's#/home/[^/]*#~#' f
sed -r 's/([0-9]+)/<\1>/g' f
find . -type f \( -name '*.c' -o -name '*.h' \) -print0 | xargs -0 wc -l
find . -type f -exec md5sum {} + | sort | uniq -w32 -dD
find . -name '*.sh' -exec bash -n {} \;
find . -type f -exec file {} +
find . -type f -exec head -1 {} \;
find . -name '*.py' -exec sed -n 1p {} \;
find . -type f -exec sh -c 'echo "$1"' _ {} \;
for f in src/*.py; do sed -n '1,5p' "$f"; done
for f in ./*.txt; do sort "$f" | head -1; done
for f in a.txt b.txt; do sort $f; done
echo "$(<file)"
read -r a b <<< "$(git rev-list --left-right --count main...HEAD)"; echo "$a"
git log -1 --pretty=%B
git log --graph --pretty=format:'%Cred%h%Creset -%C(yellow)%d%Creset %s'
git log @{u}..
git log HEAD...origin/main --oneline --left-right
git diff @{upstream}
git log -p -S 'foo' -- src
git log -G'regex' --oneline
git log --after=2024-01-01 --before=2024-02-01
git log ^main feature
git diff --color-words
git diff -U10
git show :/fix
git show HEAD^2
git show -s --format=%B HEAD
git blame -L '/foo/,+10' file
git blame --porcelain file
git branch -vva
git branch --no-merged
git tag -l --sort=-creatordate | head
git config --get-regexp '^alias'
git status -uno
git status --ignored
git rev-parse --git-dir
git cat-file --batch-check < list
git grep -in foo
git whatchanged -3
ps -eo pid,ppid,cmd --sort=-%cpu | head
ps -o pid= -p $$
lsof -ti:3000
lsof +D dir
df -hT
date -Iseconds
echo {1..10}
echo {a,b}{1,2}
printf '%s\n' {a..e}
printf '%s %s\n' "$a" "$b"
printf '\033[1m'
echo "${x:-default}"
echo ${#PATH}
echo "${PATH//:/ }"
a=5; b=3; echo $((a+b))
echo $((2**10))
i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done
for i in $(seq 1 10); do [ $i -gt 5 ] && echo $i; done
[ $(ls | wc -l) -gt 5 ] && echo many
n=$(ls | wc -l); if [ $n -gt 5 ]; then echo many; fi
n=$(git rev-list --count HEAD); echo $((n+1))
[[ $(ls | wc -l) -gt 0 ]] && echo yes
[ $? -eq 0 ] && echo ok
if [[ $? -eq 0 ]]; then echo ok; fi
ls -l $(which node)
readlink -f $(which python3)
npm view react versions --json
npm ls react
npm config list
go list -f '{{.Dir}}' ./...
docker inspect -f '{{.State.Status}}' x
docker stats --no-stream
kubectl get pod x -o yaml
kubectl get pods -o jsonpath='{.items[*].metadata.name}'
echo '1+2' | bc -l
bc <<< "scale=2; 10/3"
tail -f app.log | grep --line-buffered error
unzip -Z1 x.zip
sdiff a b
xxd -c16 f
pr -2 f
yq e '.a' f
yq -o=json . f
xmllint --format f.xml
xmllint --xpath '//a' f.xml
set | head
export -p
export
declare -p PATH
declare -F
echo "${BASH_SOURCE[0]}"
cd "$(dirname "$0")" && pwd
test -x "$(command -v foo)"
[ -f a -a -f b ]
[ "$a" != "b" ]
[[ "a" < "b" ]]
[[ $x = y* ]]
seq 1 5 | xargs -I{} echo "n {}"
{ time ls; } 2>&1 | tail -3
sort -t$'\t' -k2 f
awk 'BEGIN{FS=","; OFS=";"} {print $1,$2}' f
awk '/a/,/b/' f
awk '{n=split($0,a,"/"); print a[n]}' f
awk -v RS= '/x/' f
awk '{print $1/$2}' f
awk '{printf("%d\n", $1 * 1024)}' f
awk '!/^#/' f
awk '{print $NF}' f
awk 'END{print NR}' f
awk '{ if ($1 > max) max = $1 } END { print max }' f
awk '{$1=""; print}' f
tr -cd '[:print:]' < f
find . -type f -newermt '2024-01-01'
find . ! -name '*.py'
find . -maxdepth 1 -printf '%f\n'
git show $(git rev-parse HEAD)
git log $(git describe --tags --abbrev=0)..HEAD --oneline
git show $(git log -1 --format=%H)
git log --oneline $(git merge-base HEAD main)..HEAD
rg -l foo | xargs wc -l
stat -c "%a %n" *
kubectl get ns
find . -name "*.py" | while read -r f; do echo "$f: $(wc -l < "$f")"; done
grep -rn "foo" --include=*.py .
grep -rn 'foo\|bar' . | grep -v node_modules
ls -la $(dirname $(which python))
head -1 "$(git rev-parse --show-toplevel)/README.md"
sed -n '1p' "$(git rev-parse --show-toplevel)/README.md"
find "$(pwd)" -maxdepth 1
git -C "$HOME/x" status
grep -n '' f
comm -13 <(git ls-files | sort) <(find . -type f | sort)
cat a.json | jq -r '.[] | "\(.a) \(.b)"'
x="hello world"; echo ${x%% *}
echo $'a\nb' | wc -l
ls -d .[!.]*
ls [a-c]*
echo *.py
[[ -n "${VAR:-}" ]] && echo set
: "${VAR:-x}"
test -z "${FOO}" && echo empty
git diff --stat -- . ':(exclude)package-lock.json'
git diff -- ':!*.lock'
git log --format="%h %s" --since="1 week ago" | head
ss -lntp | awk '{print $4}'
ip -br a
cat /proc/$$/status | head
awk '{print}' <<< "a b"
while IFS= read -r line; do echo "$line"; done <<< "$x"
git log -n1 --format=%ct | xargs -I{} date -d @{}
diff -u <(echo a) <(echo b) || true
tail -n +2 data.csv | cut -d, -f2 | sort -n | uniq -c
ls "$PWD/src"
sort -u <(cat a) <(cat b)
cat f | xargs
cat f | xargs -n1
cat f | xargs echo
printf '%s' "$x" | md5sum
strings -a x | grep -i copyright
git log --all --full-history -- path/to/file
cat .git/HEAD
cat .git/config
cat ~/.bashrc | grep alias
ls -la .git/hooks
nproc --all
grep -E "^(FROM|RUN)" Dockerfile
jq 'del(.scripts)' package.json
jq '.version = "2.0"' package.json
awk '{ sub(/foo/, "bar"); print }' f
echo "a > b"
echo 'rm -rf /'
grep -rn "rm -rf" .
grep '>' f
rg 'a -> b'
git log --grep='rm file'
echo "it's; touch x"
awk '{print "a > b"}' f
sed 's/>/>>/' f
git log -S'> file'
"""
"""One to a line; a second list, written when the rules for the first were done."""

MISSED = (
    "git ls-files | xargs file",
    "fd -e py -x wc -l",
    "cat package.json | python3 -m json.tool",
    "find $(pwd) -maxdepth 1",
    "git -C $(pwd) log -1",
    "env FOO=bar printenv FOO",
    "python3 -c 'import sys; print(sys.version)'",
)
"""Of the second list, what is only called unknown; that is allowed, but should stay rare."""
